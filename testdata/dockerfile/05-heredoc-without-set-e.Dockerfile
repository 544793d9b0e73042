FROM node:20
RUN <<-EOF
	npm ci
	npm run build
	EOF
