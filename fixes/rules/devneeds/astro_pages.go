package devneeds

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// astroFiles are the pages and components of Astro.
var astroFiles = &fixes.Selection{Named: fixes.IsAstro, Holds: pattern.New(`(?m)^---`).Needs("---")}

// An astroHead is what the script at the head of a page or a component says.
type astroHead struct {
	modules []string
	// drawn says whether the page is made once and for all in the build: "true",
	// "false", or "" when it does not say.
	drawn string
	// alone are the components that it leaves to the browser.
	alone []string
}

var (
	astroHeads = &fixes.Derivation[astroHead]{From: func(text string) (head astroHead) {
		if m := astroFence.FindStringSubmatch(text); m != nil {
			head.modules = source.Read([]byte(m[1])).Imports
			if set := astroDrawn.FindStringSubmatch(m[1]); set != nil {
				head.drawn = cmp.Or(set[1], "false") // a value that is decided elsewhere may be that
			}
		}
		for _, m := range astroAlone.FindAllStringSubmatch(text, -1) {
			head.alone = append(head.alone, m[1])
		}
		return head
	}}
	astroAlone  = pattern.New(`<(\w+)\b[^<>]*\bclient:only\b`).Needs("client:only")
	astroFence  = pattern.New(`(?s)^\x{FEFF}?\s*---\r?\n(.*?)\r?\n---`).Needs("---")
	astroDrawn  = pattern.New(`\bexport\s+const\s+prerender\b(?:\s*:\s*\w+)?(?:\s*=\s*(true|false)\b)?`).Needs("prerender")
	astroConfig = pattern.New(`^astro\.config\.[cm]?[jt]s$`).Needs("astro.config.")
	// A setting may be written in full or be a variable of its own name.
	astroAdapter = pattern.New(`\badapter\b`).Needs("adapter")
	// astroServer finds an output of server, and one that is decided elsewhere.
	astroServer = pattern.New(`\boutput\b\s*(?:[^:\s]|:\s*(?:[^'"` + "`" + `{\[\s]|['"` + "`" + `]server\b))`).Needs("output")
	// astroTakes finds the modules that the build takes in: styles, pictures and what is made
	// for Astro.
	astroTakes = pattern.New(`^(?:@[^/]+/)?astro-|^@[^/]+/astro(?:/|$)|^astro(?:/|:|$)|^@fontsource|\.(?:css|s[ac]ss|less|svg|png|jpe?g|webp|gif|woff2?|astro|md|mdx|json)(?:\?|$)|\?(?:raw|url|inline)$`)
)

// devInPages returns what a server built by Astro loads that is only a dev dependency: its
// own packages, or what a page imports. The build leaves the import of a package in what it
// writes, as Vite does for every server.
func devInPages(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if !pr.Manifest.Depends("astro") {
		return "", nil
	}
	serves, always := false, false
	for _, name := range p.Sources(pr.Dir) {
		if path.Dir(name) != pr.Dir || !astroConfig.MatchString(path.Base(name)) {
			continue
		}
		adapts, err := p.Repo.Matches(name, astroAdapter)
		if err != nil {
			return "", err
		}
		server, err := p.Repo.Matches(name, astroServer)
		if err != nil {
			return "", err
		}
		serves, always = serves || adapts, always || server
	}
	if !serves {
		return "", nil
	}
	for _, pkg := range []string{"astro", "@astrojs/node"} {
		if pr.LeftOut(pkg) {
			return fmt.Sprintf("the server that Astro builds loads packages of %s, which is only in devDependencies. Move it to dependencies first", pkg), nil
		}
	}
	alone := map[string]bool{}
	names, err := p.Repo.Select(astroFiles)
	if err != nil {
		return "", err
	}
	brought := p.Brought()
	for _, name := range names {
		if project.ProjectOf(p, name) != pr.Dir || !brought(name) {
			continue
		}
		head, err := astroHeads.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		for _, drawn := range head.alone {
			alone[drawn] = true
		}
		page := strings.Contains(name, "src/pages/")
		if head.drawn == "true" || page && !always && head.drawn != "false" {
			continue
		}
		at := slices.IndexFunc(head.modules, func(module string) bool {
			return !source.Relative(module) && !astroTakes.MatchString(module) && pr.LeftOut(project.PackageName(module))
		})
		if at >= 0 {
			return fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, project.PackageName(head.modules[at])), nil
		}
	}
	return devInIslands(p, t, pr, alone)
}

// devInIslands looks at the components of Vue and Svelte that the pages hold, but for those
// that only the browser draws.
func devInIslands(p *fixes.Pass, t *fixes.Target, pr *project.Project, alone map[string]bool) (string, error) {
	names, err := ownComponents(p, pr)
	for _, name := range names {
		if alone[strings.TrimSuffix(path.Base(name), path.Ext(name))] {
			continue
		}
		taken := func(pkg string) bool { return astroTakes.MatchString(pkg) || strings.Contains(pkg, "svelte") }
		if found, err := drawnImport(p, t, pr, name, taken); found != "" || err != nil {
			return found, err
		}
	}
	return "", err
}
