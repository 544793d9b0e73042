package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// bundled reports whether the program is one that its framework builds, so
// that the sources are not what runs.
func bundled(t *fixes.Target, pr *project.Project) bool {
	words := node.Unwrap(launch.ProgramArgv(t, pr))
	return len(words) > 0 && slices.Contains([]string{"next", "nuxt", "nuxi", "remix-serve", "react-router-serve"}, path.Base(words[0]))
}

// nitroFolder is where Nitro builds its server.
const nitroFolder = ".output/server/"

// leftByNitro holds back: the server that Nitro builds is told to load packages from
// node_modules, and the framework that brings them is a dev dependency.
func leftByNitro(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	config, has := pr.NitroLeaves()
	if config == "" || !slices.ContainsFunc(launch.StartTexts(p, t), func(s launch.StartText) bool { return strings.Contains(s.Text, nitroFolder) }) {
		return ""
	}
	for _, pkg := range []string{"nuxt", "nitropack", "nitro", "vinxi", "vue", "h3"} {
		if pr.LeftOut(pkg) {
			return fmt.Sprintf("%s %s Nitro leave packages outside of the server, and those of %s, a dev dependency, are loaded from node_modules then", config, has, pkg)
		}
	}
	return ""
}

// bundledIn reports whether a build has put the dev dependencies that the
// sources import into the file that node is given.
func bundledIn(p *fixes.Pass, t *fixes.Target, pr *project.Project) bool {
	words := launch.ProgramArgv(t, pr)
	if len(words) == 0 || path.Base(words[0]) != "node" {
		return false
	}
	file := path.Clean(project.ScriptFile(words[1:]))
	switch {
	case strings.HasPrefix(file, nitroFolder): // which takes along what it needs
		leaves, _ := pr.NitroLeaves()
		return leaves == ""
	case pr.Manifest.Depends("@sveltejs/adapter-node") && pr.SvelteOutput(file):
		return true // which leaves only dependencies outside
	case pr.Manifest.Depends("@analogjs/platform") && strings.HasPrefix(file, "dist/") && strings.HasSuffix(file, "analog/server/index.mjs"):
		return true // by Nitro
	case project.AngularServer.MatchString(file) && pr.AngularTakesAll():
		return true
	case strings.HasPrefix(file, "server/entry.") && (pr.Manifest.Depends("@builder.io/qwik-city") || pr.Manifest.Depends("@qwik.dev/router")) && pr.ViteTakesDev():
		return true
	}
	for name, text := range pr.Manifest.Scripts {
		if project.BuildScript.MatchString(name) && pr.Bundles(text, file) {
			return true
		}
	}
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			if m.Stage != stage {
				continue
			}
			for _, script := range deploy.ScriptsOf(m) {
				if slices.ContainsFunc(script.Commands, func(c *dockerfile.Command) bool { return pr.BundlesBy(deploy.WordsOf(c), file) }) {
					return true
				}
			}
		}
	}
	return false
}
