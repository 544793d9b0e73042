package devneeds

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// appPage finds the files of Next's folder app by which a request is answered, and what the
	// server loads at its start.
	appPage = pattern.New(`^(?:src/)?(?:app/(?:.*/)?(?:page|route|layout|template|default|error|not-found|loading|global-error|sitemap|robots|manifest|opengraph-image|twitter-image|icon)|instrumentation)\.[cm]?[jt]sx?$`).Needs("app/", "instrumentation.")
	// namesOutside finds the packages that a configuration leaves outside.
	namesOutside = pattern.New(`(?s)\b(?:serverExternalPackages|serverComponentsExternalPackages)\s*:\s*\[([^\]]*)\]`).Needs("xternalPackages")
)

// nextOutside are the packages that Next never takes in (next/dist/lib/server-external-packages.json).
var nextOutside = project.WordSet(`@appsignal/nodejs @aws-sdk/client-s3 @aws-sdk/s3-presigned-post @blockfrost/blockfrost-js @highlight-run/node @huggingface/transformers @libsql/client @mikro-orm/core @mikro-orm/knex
	@node-rs/argon2 @node-rs/bcrypt @prisma/client @react-pdf/renderer @sentry/profiling-node @sparticuz/chromium @sparticuz/chromium-min @statsig/statsig-node-core @swc/core @xenova/transformers argon2 autoprefixer aws-crt
	bcrypt better-sqlite3 canvas chromadb-default-embed config cpu-features cypress dd-trace eslint express firebase-admin htmlrewriter import-in-the-middle isolated-vm jest jsdom keyv libsql mdx-bundler
	mongodb mongoose newrelic next-mdx-remote next-seo node-cron node-pty node-web-audio-api onnxruntime-node oslo pg pino playwright playwright-core postcss prettier prisma puppeteer puppeteer-core ravendb
	require-in-the-middle rimraf sharp shiki sqlite3 thread-stream ts-node ts-morph typescript vscode-oniguruma webpack websocket zeromq`)

// appPages returns the files of Next's folder app from which its server answers.
func appPages(p *fixes.Pass, pr *project.Project) (pages []string) {
	for _, name := range p.Sources(pr.Dir) {
		if appPage.MatchString(strings.TrimPrefix(name, pr.Dir+"/")) {
			pages = append(pages, name)
		}
	}
	return pages
}

// leftOutside returns which packages the build of Next leaves outside in its folder app: those
// that it knows, and those that its configuration names.
func leftOutside(p *fixes.Pass, pr *project.Project) (func(pkg string) bool, error) {
	named := ""
	for _, name := range p.Sources(pr.Dir) {
		if path.Dir(name) != pr.Dir || !strings.HasPrefix(path.Base(name), launch.NextConfig+".") {
			continue
		}
		found, err := p.Repo.FindAll(name, namesOutside)
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			named += strings.ReplaceAll(m[1], `"`, "'")
		}
	}
	return func(pkg string) bool { return nextOutside[pkg] || strings.Contains(named, "'"+pkg+"'") }, nil
}
