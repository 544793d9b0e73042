FROM node:20
RUN npm ci \
  # why
  --no-audit
RUN <<EOF
npm ci
EOF
USER node
