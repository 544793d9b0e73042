FROM node:20 AS base
SHELL ["/bin/bash","-eo","pipefail","-c"]
CMD node server.js
FROM base
CMD node x
SHELL ["powershell", "-command"]
RUN Get-Item x
