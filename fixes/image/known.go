package image

import "github.com/nodedock/nodedock/fixes/pattern"

// officials are Docker Hub's official images by name.
var officials = map[string]known{
	"node":           {OfficialNode, officialNode},
	"nginx":          {Nginx, alpineOrDebian},
	"httpd":          {Httpd, alpineOrDebian},
	"caddy":          {Caddy, system(Alpine)},
	"alpine":         {PlainAlpine, system(Alpine)},
	"debian":         {PlainDebian, system(Debian)},
	"buildpack-deps": {PlainDebian, system(Debian)},
	"ubuntu":         {PlainUbuntu, system(Ubuntu)},
	"busybox":        {PlainBusybox, system(Busybox)},
	"amazonlinux":    {Unknown, system(Amazon)},
	"rockylinux":     {Unknown, system(RedHat)},
	"almalinux":      {Unknown, system(RedHat)},
	"fedora":         {Unknown, system(RedHat)},
	"centos":         {Unknown, system(RedHat)},
}

// publishers are images that their makers publish elsewhere. The first match
// counts.
var publishers = []publisher{
	{re(`gcr\.io/distroless/nodejs.*`), re(`.*/distroless/nodejs[0-9]*(-debian[0-9]+)?`), known{DistrolessNode, distrolessNode}},
	{re(`gcr\.io/distroless/.*`), nil, known{Distroless, distroless}},
	{re(`cgr\.dev/[^/]+/node(-fips|-lts)?`), re(`.*/chainguard/node`), known{ChainguardNode, chainguardNode}},
	{re(`cgr\.dev/[^/]+/wolfi-base|docker\.io/chainguard/wolfi-base`), nil, known{Unknown, system(Wolfi)}},
	{re(`dhi\.io/node`), re(`.*/dhi-node`), known{HardenedNode, hardenedNode}},
	{re(`docker\.io/bitnami(legacy|secure)?/node`), re(`.*/bitnami(legacy|secure)?/node`), known{BitnamiNode, bitnamiNode}},
	{re(`registry\.(access\.)?redhat\.(com|io)/(ubi[0-9]+|rhel[0-9]+)/nodejs-[0-9]+(-minimal)?`), re(`.*/ubi[0-9]+/nodejs-[0-9]+(-minimal)?`), known{UBINode, ubiNode}},
	{re(`public\.ecr\.aws/lambda/nodejs|docker\.io/amazon/aws-lambda-nodejs`), re(`.*/lambda/nodejs`), known{LambdaNode, lambdaNode}},
	{re(`mcr\.microsoft\.com/azure-functions/node`), nil, known{FunctionsNode, functionsNode}},
	{re(`docker\.io/oven/bun`), re(`.*/oven/bun`), known{OvenBun, bun}},
	{re(`docker\.io/denoland/deno|ghcr\.io/denoland/deno`), re(`.*/denoland/deno`), known{Deno, alpineOrDebian}},
	{re(`mcr\.microsoft\.com/playwright`), re(`.*/playwright`), known{Playwright, testImage(Ubuntu)}},
	{re(`docker\.io/cypress/(base|browsers|included|factory)`), re(`.*/cypress/(base|browsers|included|factory)`), known{Cypress, testImage(Debian)}},
	{re(`ghcr\.io/puppeteer/puppeteer`), re(`.*/puppeteer/puppeteer`), known{Puppeteer, puppeteer}},
	{re(`mcr\.microsoft\.com/(vscode/)?devcontainers/(javascript|typescript)-node`), nil, known{DevContainer, testImage(Debian)}},
	{re(`docker\.io/(cimg|circleci)/node`), nil, known{DevContainer, testImage(Ubuntu)}},
	{re(`(docker\.io|ghcr\.io|quay\.io|public\.ecr\.aws)/nginx(inc)?/nginx-unprivileged`), re(`.*/nginx-unprivileged`), known{Nginx, nginxUnprivileged}},
	{re(`.*/(bitnami|chainguard)(legacy|secure)?/nginx`), nil, known{Nginx, otherServer}},
	{re(`(mcr\.microsoft\.com/)?.*/?windows/(nanoserver|servercore|server)`), nil, known{Windows, windows}},
}

// re compiles the pattern of a whole name.
func re(name string) *pattern.Pattern { return pattern.New(`^(` + name + `)$`) }
