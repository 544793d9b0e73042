# escape=`
FROM node:20
RUN npm i `
  --no-audit
RUN echo C:\
USER node
