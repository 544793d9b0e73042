package devneeds

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// appPage finds the files of Next's folder app by which a request is answered, and what the
	// server loads at its start.
	appPage = pattern.New(`^(?:src/)?(?:app/(?:.*/)?(?:page|route|layout|template|default|error|not-found|loading|global-error|sitemap|robots|manifest|opengraph-image|twitter-image|icon)|instrumentation)\.[cm]?[jt]sx?$`).Needs("app/", "instrumentation.")
	// namesOutside finds the settings by which packages are left outside: Next's own, and webpack's.
	namesOutside = pattern.New(`\w*xternalPackages\b|\bexternals\b`).Needs("xternalPackages", "externals")
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
// that it knows, and those that its configuration names where it leaves any outside, unless that is to
// take them in.
func leftOutside(p *fixes.Pass, pr *project.Project) (func(pkg string) bool, error) {
	named := map[string]bool{}
	var inside []string
	for _, name := range p.Sources(pr.Dir) {
		if path.Dir(name) != pr.Dir || !strings.HasPrefix(path.Base(name), launch.NextConfig+".") {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if !ok || !namesOutside.Match(source.Plain(data)) {
			continue
		}
		program, err := project.FollowProgram(p, []string{name})
		if err != nil {
			return nil, err
		}
		text := string(data)
		for v := range source.Take(data).Placed("transpilePackages", "optimizePackageImports") {
			inside, text = append(inside, v.Value), strings.Replace(text, v.Value, "[]", 1)
		}
		facts := []*source.Facts{source.Read([]byte(text))}
		for _, file := range program.Files {
			if file == name {
				continue
			}
			if data, ok, err := p.Repo.Read(file); err == nil && ok {
				facts = append(facts, source.Read(data))
			}
		}
		for _, f := range facts {
			for _, text := range f.Texts {
				for _, field := range strings.Fields(text) { // as of "commonjs x"
					named[field] = true
				}
			}
		}
	}
	return func(pkg string) bool {
		return nextOutside[pkg] || named["webpack-node-externals"] || named[pkg] && !slices.ContainsFunc(inside, func(value string) bool { return project.NamesPackage(value, pkg) })
	}, nil
}
