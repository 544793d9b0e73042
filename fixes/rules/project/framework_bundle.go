package project

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file tells of the builds of frameworks that take dev dependencies into their server.

var (
	svelteOut = pattern.New("\\bout\\s*:\\s*['\"`]([\\w./-]+)['\"`]").Needs("out")
	// AngularServer finds the server that Angular builds (angular.dev/guide/ssr).
	AngularServer = pattern.New(`^dist/(?:[\w.-]+/)?server/(?:server\.mjs|main\.js)$`).Needs("dist/")
	angularLeaves = pattern.New(`"(?:externalDependencies|bundleDependencies)"\s*:`).Needs("Dependencies")
	angularBuilds = pattern.New(`"(?:builder|executor)"\s*:\s*"(?:@angular/build|@angular-devkit/build-angular):(?:application|server)"`).Needs("@angular")
)

// NitroLeaves returns the configuration that has Nitro leave packages outside of its server, "" for none,
// and how that is said: it may, by a value that is not written there. By default it takes along what it loads from
// node_modules (nitro.build/config#externals).
func (pr *Project) NitroLeaves() (config, has string) {
	for _, config := range []string{"nuxt.config", "nitro.config", "app.config", "vite.config"} {
		for _, ending := range ConfigEndings {
			at := path.Join(pr.Dir, config+ending)
			data, ok, err := pr.P.Repo.Read(at)
			if err != nil || !ok || !strings.Contains(string(data), "trace") {
				continue
			}
			for v := range source.Take(data).Placed("trace") {
				if slices.Contains(v.In, "externals") && v.Value != "true" && !strings.HasPrefix(v.Value, "{") {
					if v.Value == "false" {
						return at, "has"
					}
					return at, "may have"
				}
			}
		}
	}
	return "", ""
}

// SvelteOutput reports whether a file is the server that SvelteKit's adapter for Node writes.
func (pr *Project) SvelteOutput(file string) bool {
	out := "build"
	for _, ending := range ConfigEndings {
		found, err := pr.P.Repo.FindAll(path.Join(pr.Dir, "svelte.config"+ending), svelteOut)
		if err == nil && len(found) > 0 {
			out = path.Clean(found[0][1])
		}
	}
	return file == out || file == out+"/index.js"
}

// AngularTakesAll reports whether the build of Angular takes all packages into its server, as
// it does from version 9 on unless its settings name some.
func (pr *Project) AngularTakesAll() bool {
	if strings.HasPrefix(strings.TrimLeft(pr.Manifest.All()["@angular-devkit/build-angular"], "^~>=v "), "0.") {
		return false
	}
	at := path.Join(pr.Dir, "angular.json")
	builds, err := pr.P.Repo.Matches(at, angularBuilds)
	if err != nil || !builds {
		return false
	}
	leaves, err := pr.P.Repo.Matches(at, angularLeaves)
	return err == nil && !leaves
}

// bundlers are modules with which a file of a project builds it.
var bundlers = WordSet("esbuild vite rollup rolldown webpack tsup tsdown unbuild @swc/core @rspack/core @rsbuild/core @rslib/core @parcel/core @vercel/ncc")

// BuildsBy reports whether a file is what a build script of the project gives to node to bundle
// it, and no start script does.
func (pr *Project) BuildsBy(name string, modules []string) bool {
	if pr.Dir != path.Dir(name) && pr.Dir+"/scripts" != path.Dir(name) {
		return false
	}
	bundles, builds := false, false
	for _, module := range modules {
		bundles = bundles || bundlers[PackageName(module)]
	}
	for script, text := range pr.Manifest.Scripts {
		commands, ok := ScriptCommands(text)
		if !ok || !bundles {
			continue
		}
		for _, c := range commands {
			words := node.Unwrap(BehindWrappers(c.Words))
			if len(words) < 2 || !Runners[path.Base(words[0])] || path.Join(pr.Dir, ScriptFile(words[1:])) != name {
				continue
			}
			if !BuildScript.MatchString(script) {
				return false
			}
			builds = true
		}
	}
	return builds
}

// ViteBuildsServer reports whether the configuration of Vite makes its build one for a server
// (vite.dev/config/build-options.html#build-ssr).
func (pr *Project) ViteBuildsServer() bool {
	for _, ending := range ConfigEndings {
		data, ok, err := pr.P.Repo.Read(path.Join(pr.Dir, "vite.config"+ending))
		if err != nil || !ok || !strings.Contains(string(data), "ssr") {
			continue
		}
		for v := range source.Take(data).Placed("ssr") {
			if len(v.In) > 0 && v.In[len(v.In)-1] == "build" && v.Value != "false" {
				return true
			}
		}
	}
	return false
}

// ConfigEndings are the endings that a configuration file in code may have.
var ConfigEndings = []string{"", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"}
