# syntax=docker/dockerfile:1

FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm@sha256:dc9ad6c05acc7a88e5b71bde60a5fe3bd4b9f0db209011711b464107438a8107 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags='-s -w' -o /nodedock ./cmd/nodedock \
    && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /nodedock /nodedock
COPY --from=build --chown=65532:65532 /data /data
ENV DATABASE_URL=sqlite:/data/nodedock.db
USER 65532:65532
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/nodedock"]
CMD ["serve"]
