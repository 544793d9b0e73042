FROM --platform=linux/amd64 \
  node:20-alpine AS x
RUN true
