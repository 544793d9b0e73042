package nodeenv

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// loadsOwn finds a file of the program that is loaded by a relative name.
var loadsOwn = pattern.New(`\b(?:require|import)\(\s*['"](\.{1,2}/[^'"]+)['"]`).Needs("require", "import")

// moduleEndings are what a name of a module may go without.
var moduleEndings = []string{"", ".js", ".json", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".node", "/index.js", "/index.ts", "/index.json"}

// loadsMissingFile: the program loads a file of its own in production that is not there, in
// place of one that is.
func loadsMissingFile(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		there := func(name string) bool {
			return slices.ContainsFunc(moduleEndings, func(ending string) bool { return p.Repo.Exists(path.Join(path.Dir(f.name), name) + ending) })
		}
		for _, b := range f.in {
			here, other := loadsOwn.FindStringSubmatch(b.Text), loadsOwn.FindStringSubmatch(b.Other)
			if here != nil && other != nil && there(other[1]) && !there(here[1]) {
				return fmt.Sprintf("%s loads %s in production, which is not in this repository. Set NODE_ENV where it is", f.name, here[1]), nil
			}
		}
	}
	return "", branches.err
}
