package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// bundled reports whether the program is one that its framework builds, so
// that the sources are not what runs.
func bundled(t *fixes.Target, pr *project) bool {
	words := programArgv(t, pr)
	return len(words) > 0 && slices.Contains([]string{"next", "nuxt", "nuxi", "remix-serve", "react-router-serve"}, path.Base(words[0]))
}

// bundledIn reports whether a build has put the dev dependencies that the
// sources import into the file that node is given.
func bundledIn(t *fixes.Target, pr *project) bool {
	words := programArgv(t, pr)
	if len(words) == 0 || path.Base(words[0]) != "node" {
		return false
	}
	file := path.Clean(scriptFile(words[1:]))
	switch {
	case strings.HasPrefix(file, ".output/server/"): // Nitro takes along what it needs
		return true
	case pr.manifest.Depends("@sveltejs/adapter-node") && (file == "build" || file == "build/index.js"):
		return true // which leaves only dependencies outside
	}
	for name, text := range pr.manifest.Scripts {
		if buildScript.MatchString(name) && bundles(text, file) {
			return true
		}
	}
	return false
}

// bundles reports whether a script writes a file with everything in it that it
// imports.
func bundles(text, file string) bool {
	commands, ok := scriptCommands(text)
	return ok && slices.ContainsFunc(commands, func(c scriptCommand) bool {
		words := node.Unwrap(behindWrappers(c.words))
		if len(words) == 0 || keptOutside.MatchString(strings.Join(words, " ")) {
			return false
		}
		switch path.Base(words[0]) {
		case "esbuild":
			return slices.Contains(words, "--bundle") && slices.ContainsFunc(words, func(w string) bool {
				to, value, _ := strings.Cut(w, "=")
				return to == "--outfile" && path.Clean(value) == file || to == "--outdir" && path.Clean(value) == path.Dir(file)
			})
		case "ncc":
			out := "dist"
			for n, w := range words[:len(words)-1] {
				if w == "-o" || w == "--out" {
					out = path.Clean(words[n+1])
				}
			}
			return slices.Contains(words, "build") && out == path.Dir(file)
		}
		return false
	})
}

// keptOutside finds the flags that leave packages out of a bundle.
var keptOutside = pattern.New(`(^| )(--packages|--external|-e)\b`)
