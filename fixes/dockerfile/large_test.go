package dockerfile

// large is a Dockerfile of 36 instructions that has some of everything.
const large = `# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended
ARG NODE_VERSION=20
ARG REGISTRY="docker.io" VARIANT
# The base of all stages.
FROM --platform=$BUILDPLATFORM ${REGISTRY}/node:${NODE_VERSION}-alpine AS base
WORKDIR /app
ENV NODE_ENV=production \
    # where packages come from
    NPM_CONFIG_REGISTRY="https://npm.example.com/" PORT=3000
ENV LEGACY some value
LABEL org.example.title="A shop" org.example.vendor=acme
RUN apk add --no-cache \
      dumb-init \
      # needed by the health check
      curl \

      git

FROM base AS deps
COPY package.json package-lock.json ./
COPY --chown=node:node --link .npmrc ./
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM base AS test
COPY --from=deps /app /app
RUN <<EOF
set -e
npm test
EOF
RUN npm run lint || true
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN [[ -f x ]] && cat x | sort

FROM deps AS docs
RUN ["npm", "run", \
     "docs"]
ADD https://npm.example.com/a.tgz /tmp/
VOLUME /data /cache
VOLUME ["/logs"]

FROM node:20-slim
WORKDIR /srv
COPY --from=deps --chown=1000:1000 /app/node_modules ./node_modules
COPY --from=2 ["a b", "c/"]
ARG BUILD_ID
EXPOSE 3000 3001/udp
HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:3000/ || exit 1
ONBUILD RUN npm install
USER node
ENTRYPOINT ["dumb-init", "--"]
CMD ["node", "server.js"]
`
