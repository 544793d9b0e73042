FROM node:20
ONBUILD RUN npm install
ONBUILD COPY --chown=node <<EOF /x
hello
EOF
ONBUILD CMD ["node", "x"]
