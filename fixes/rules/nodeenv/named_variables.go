package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// computedVariable finds a variable whose name is put together.
var computedVariable = pattern.New("\\bprocess\\.env\\[((?:[^\\[\\]\\n]|\\[[^\\[\\]\\n]*\\])*)\\]").Needs("env[")

// variablesByEnv: the program takes variables that have NODE_ENV in their names, and would take others in
// production.
func variablesByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	if branches.err != nil || branches.variablesIn == "" || namesProduction(t) {
		return "", branches.err
	}
	return fmt.Sprintf("%s takes variables that have NODE_ENV in their names, and nothing here sets those for production. Set NODE_ENV where they are set", branches.variablesIn), nil
}

// namesProduction reports whether the image, or a service that runs it, sets a variable which is named for
// production.
func namesProduction(t *fixes.Target) bool {
	for name := range t.Chain.End.Env {
		if name != "NODE_ENV" && production.MatchString(name) {
			return true
		}
	}
	for _, b := range t.Builds {
		for name := range b.Environment {
			if production.MatchString(name) {
				return true
			}
		}
	}
	return false
}

// namedVariables returns the file that takes a variable by a name with NODE_ENV in it, "" for none.
func (r *envReader) namedVariables() string {
	for _, name := range r.files {
		if r.taken[name] == nil {
			continue
		}
		found, err := r.p.Repo.FindAll(name, computedVariable)
		if err != nil {
			continue
		}
		for _, m := range found {
			if strings.ContainsAny(m[1], "+$") && r.partByEnv(m[1], nil) {
				return name
			}
		}
	}
	return ""
}
