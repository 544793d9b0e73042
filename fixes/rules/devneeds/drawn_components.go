package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// componentFiles are the components of Vue and Svelte.
var componentFiles = &fixes.Selection{Named: fixes.IsComponent, Holds: pattern.New(`<script\b`).Needs("<script")}

var (
	// componentModules returns what the scripts of a component import, but for what they
	// load when asked where they ask for a browser.
	componentModules = &fixes.Derivation[[]string]{From: func(text string) (modules []string) {
		asks := inBrowser.MatchString(text)
		for _, script := range componentScript.FindAllStringSubmatch(text, -1) {
			for _, module := range source.Read([]byte(script[1])).Imports {
				if !asks || strings.Contains(script[1], "from '"+module) || strings.Contains(script[1], `from "`+module) {
					modules = append(modules, module)
				}
			}
		}
		return modules
	}}
	componentScript = pattern.New(`(?s)<script\b[^>]*>(.*?)</script>`).Needs("<script")
	inBrowser       = pattern.New(`\bprocess\.(?:client|browser)\b|\bimport\.meta\.(?:client|browser)\b|\btypeof\s+window\b|\bmounted\b|\bonMount(?:ed)?\b`)
	viteServer      = pattern.New(`\bvite\s+build\b[^&|;]*\s--ssr\b`).Needs("--ssr")
	// onlyTypes finds packages of which a project takes types.
	onlyTypes = pattern.New(`^@types/|^@nuxt/types$|^(?:vue-|@nuxtjs/)?types?(?:-|$)|-types$`)
)

// noDrawing are settings of Nuxt 2, with the key that they stand in, by which no server draws pages with
// packages from outside: the browser draws them, they are made in the build, or all is taken in.
var noDrawing = [][3]string{{"", "ssr", "false"}, {"", "mode", "spa"}, {"", "target", "static"}, {"build", "standalone", "true"}}

// devInDrawn returns the component or the module that imports a dev dependency where the
// server draws its pages from what was built without packages: by Nuxt 2, whose build leaves
// all of them outside but those it is told to transpile, and by Vite, with or without Vike.
func devInDrawn(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	files, taken, err := drawnFiles(p, t, pr)
	if err != nil || taken == nil {
		return "", err
	}
	for _, name := range files {
		if base := path.Base(name); strings.Contains(base, ".client.") || strings.Contains(base, "entry-client") {
			continue
		}
		found, err := drawnImport(p, t, pr, name, taken)
		if err != nil || found != "" {
			return found, err
		}
	}
	return "", nil
}

// drawnImport returns what a component, or a module of the program, imports that is only a
// dev dependency.
func drawnImport(p *fixes.Pass, t *fixes.Target, pr *project.Project, name string, taken func(pkg string) bool) (string, error) {
	modules, err := componentModules.Of(p.Repo, name)
	if !fixes.IsComponent(name) {
		_, modules, err = loadedModules(p, t, name)
	}
	for _, module := range modules {
		pkg := project.PackageName(module)
		if !source.Relative(module) && !noCode.MatchString(module) && !onlyTypes.MatchString(pkg) && !taken(pkg) && pr.LeftOut(pkg) {
			return fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
		}
	}
	return "", err
}

// drawnFiles returns what the pages are drawn from, and which packages the build takes in; a
// nil function where no server draws them so.
func drawnFiles(p *fixes.Pass, t *fixes.Target, pr *project.Project) ([]string, func(pkg string) bool, error) {
	switch {
	case pr.NuxtTwo() && startsNuxt(p, t, pr):
		return nuxtFiles(p, t, pr)
	case pr.Manifest.Depends("vike"), pr.Manifest.Depends("vite-plugin-ssr"), pr.Manifest.Depends("vite") && viteDraws(pr):
		components, err := ownComponents(p, pr)
		if err != nil {
			return nil, nil, err
		}
		taken, err := takenIn(p, pr)
		return append(components, launch.SourcesOf(p, t)...), func(pkg string) bool { return taken(pkg) || strings.Contains(pkg, "svelte") }, err
	}
	return nil, nil, nil
}

// viteDraws reports whether Vite builds what a server of the project draws its pages with: a script says so,
// or its configuration.
func viteDraws(pr *project.Project) bool {
	return pr.ViteBuildsServer() || slices.ContainsFunc(project.SortedNames(pr.Manifest.Scripts), func(s string) bool { return viteServer.MatchString(pr.Manifest.Scripts[s]) })
}

// ownComponents returns the components of a project that get into the build.
func ownComponents(p *fixes.Pass, pr *project.Project) (own []string, err error) {
	names, err := p.Repo.Select(componentFiles)
	brought := p.Brought()
	for _, name := range names {
		if project.ProjectOf(p, name) == pr.Dir && brought(name) {
			own = append(own, name)
		}
	}
	return own, err
}

// startsNuxt reports whether the program is that of Nuxt, or a server of the project's own
// with it.
func startsNuxt(p *fixes.Pass, t *fixes.Target, pr *project.Project) bool {
	words := node.Unwrap(launch.ProgramArgv(t, pr))
	if len(words) > 0 && (path.Base(words[0]) == "nuxt" || path.Base(words[0]) == "nuxt-ts" || path.Base(words[0]) == "nuxt-start") {
		return true
	}
	entries, err := launch.ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return false
	}
	program, err := project.FollowProgram(p, entries)
	return err == nil && program.Imports("nuxt", "nuxt-start", "nuxt-edge")
}

// nuxtFiles is drawnFiles for Nuxt 2: where the browser draws the pages, only the server's own
// files are left.
func nuxtFiles(p *fixes.Pass, t *fixes.Target, pr *project.Project) ([]string, func(pkg string) bool, error) {
	var texts []string
	draws := true
	for _, ending := range project.ConfigEndings {
		at := path.Join(pr.Dir, "nuxt.config"+ending)
		data, ok, err := p.Repo.Read(at)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			draws = draws && !slices.ContainsFunc(noDrawing, func(s [3]string) bool { return project.Settled(data, s[0], s[1], s[2]) })
			for v := range source.Take(data).Placed("transpile") {
				if len(v.Under) == 0 {
					texts = append(texts, v.Value)
				}
			}
		}
	}
	taken := func(pkg string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return project.NamesPackage(text, pkg) })
	}
	modules := slices.DeleteFunc(slices.Clone(launch.SourcesOf(p, t)), func(name string) bool { return !draws && !serverFolder.MatchString(name) })
	if !draws {
		return modules, taken, nil
	}
	components, err := ownComponents(p, pr)
	return append(components, modules...), taken, err
}

// serverFolder finds folders of what the server of Nuxt runs beside the pages.
var serverFolder = pattern.New(`(?:^|/)(?:server|api|server-?[mM]iddlewares?)/`).Needs("server", "api")
