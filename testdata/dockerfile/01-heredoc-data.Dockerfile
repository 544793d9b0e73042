FROM node:20
RUN <<EOF
FROM node:20
USER root
EOF
USER node
