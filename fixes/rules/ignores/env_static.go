package ignores

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// staticEnv finds the variables that a build of SvelteKit must have, or it stops
// (svelte.dev/docs/kit/$env-static-private).
var staticEnv = pattern.New(`import\s*\{([^}]*)\}\s*from\s*['"](\$env/static/(?:private|public))['"]`).Needs("$env/static/")

// needsStaticEnv holds back when a build takes a variable that no Dockerfile
// sets: then it comes from an environment file of the context, and without it the
// build stops.
func (v *View) needsStaticEnv() string {
	for _, name := range v.tree {
		if path.Base(name) != "package.json" || strings.Contains(name, "node_modules/") {
			continue
		}
		dir := path.Join(v.Context.Dir, path.Dir(name))
		if m, err := v.p.Repo.Manifest(dir); err != nil || m == nil || m.All()["@sveltejs/kit"] == "" {
			continue
		}
		for _, file := range v.p.Sources(dir) {
			found, err := v.p.Repo.FindAll(file, staticEnv)
			if err != nil {
				continue
			}
			for _, m := range found {
				if variable := v.unsetVariable(m[1]); variable != "" {
					return fmt.Sprintf("%s imports %s from %s, which no Dockerfile sets, so the build takes it from such a file", file, variable, m[2])
				}
			}
		}
	}
	return ""
}

// unsetVariable returns the first variable of an import list that no Dockerfile
// of the context speaks of.
func (v *View) unsetVariable(list string) string {
	for _, item := range strings.Split(list, ",") {
		if words := strings.Fields(item); len(words) > 0 && words[0] != "type" && !v.speaksOf(words[0]) {
			return words[0]
		}
	}
	return ""
}

// speaksOf reports whether an instruction of a Dockerfile has the word in it.
func (v *View) speaksOf(word string) bool {
	return slices.ContainsFunc(v.files, func(file *dockerfile.File) bool { return speaksOf(file, word) })
}

// speaksOf reports whether an instruction of one Dockerfile has the word in it.
func speaksOf(file *dockerfile.File, word string) bool {
	return slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool { return strings.Contains(i.Text, word) })
}
