package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes/node"
)

// toolFileNeeds returns the dev dependency that a script of the project imports which
// belongs to its tools, not to its program: node scripts/seed.js. What the program
// itself imports is looked at elsewhere.
func (pr *project) toolFileNeeds(words []string) string {
	if name := path.Base(words[0]); name != "node" && name != "nodejs" {
		return ""
	}
	file := scriptFile(words[1:])
	if file == "" || path.IsAbs(file) || !isTooling(path.Clean(file)) {
		return ""
	}
	for _, end := range []string{"", ".js", "/index.js"} {
		name := path.Join(pr.dir, file) + end
		if !pr.p.Repo.Exists(name) {
			continue
		}
		program, err := followProgram(pr.p, []string{name})
		if err != nil {
			return ""
		}
		for _, module := range program.Packages {
			if pkg := packageName(module); !node.Builtin(module) && pr.leftOut(pkg) {
				return pkg
			}
		}
	}
	return ""
}
