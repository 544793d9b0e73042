FROM node:20
COPY --from=node:20 --chown="a b" --link /x /y
RUN --mount=type=cache,target=/root/.npm --mount=type=bind,from=busybox:1 npm ci
HEALTHCHECK --interval=5s \
  CMD ["curl", "x"]
HEALTHCHECK NONE
RUN -- x
EXPOSE 3000  80/udp
VOLUME /a /b
STOPSIGNAL SIGTERM
MAINTAINER Jo <jo@example.com>
