package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// WithoutPages leaves out of the source files of a program those of packages below it that are made for browsers,
// and of which it imports nothing.
func WithoutPages(p *fixes.Pass, t *fixes.Target, sources []string) []string {
	pages := nestedPages.Of(p, t)
	if len(pages) == 0 {
		return sources
	}
	return slices.DeleteFunc(slices.Clone(sources), func(name string) bool {
		return slices.ContainsFunc(pages, func(dir string) bool { return strings.HasPrefix(name, dir+"/") })
	})
}

// nestedPages are the folders below that of a program with a package for browsers.
var nestedPages = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) (dirs []string) {
	own, dir := deploy.ProgramManifest(p, t)
	if own == nil {
		return nil
	}
	for _, name := range p.Repo.Under(dir) {
		at := path.Dir(name)
		if path.Base(name) != "package.json" || at == dir || fixes.Foreign(at) || len(dirs) == fixes.MaxPackages {
			continue
		}
		if m, err := p.Repo.PeekManifest(at); err == nil && m != nil && forBrowsers(m) && own.All()[m.Name] == "" {
			dirs = append(dirs, at)
		}
	}
	if len(dirs) == 0 {
		return nil
	}
	program, err := followedProgram(p, t)
	if err != nil || program == nil {
		return nil
	}
	return slices.DeleteFunc(dirs, func(d string) bool {
		return slices.ContainsFunc(program.Files, func(name string) bool { return strings.HasPrefix(name, d+"/") })
	})
}}

// forBrowsers reports whether a package draws pages in the browser and brings nothing that serves, or draws
// them on a server.
func forBrowsers(m *node.Manifest) bool {
	all := m.All()
	has := func(packages map[string]bool) bool {
		return slices.ContainsFunc(project.SortedNames(packages), func(pkg string) bool { return all[pkg] != "" })
	}
	return has(browserPackages) && !has(servingPackages)
}

var (
	browserPackages = project.WordSet("react-dom vue @angular/core svelte preact solid-js lit react-scripts @vitejs/plugin-react @vitejs/plugin-vue")
	servingPackages = project.WordSet(`express fastify koa @hapi/hapi @nestjs/core hono polka connect restify ws socket.io next nuxt @sveltejs/kit astro gatsby @remix-run/node @remix-run/serve
		@react-router/node @angular/ssr @nguniversal/express-engine vike vite-plugin-ssr electron fs-extra formidable multer busboy`)
)
