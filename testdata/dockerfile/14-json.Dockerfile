FROM node:20
CMD ["node", \
  "server.js"]
CMD ["a",]
CMD ['a']
CMD [“npm”, “start”]
CMD [ "a\"b" , "\u00e9" ]
