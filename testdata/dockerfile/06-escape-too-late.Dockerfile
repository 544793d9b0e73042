# a comment
# escape=`
FROM node:20
RUN npm i \
  --no-audit
