package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// isNothing finds the values that are none.
var isNothing = pattern.New(`^\(?(?:null|undefined|void 0)\)?$`)

// undefinedByEnv: a value is none in production, and the program stops without it, or
// takes something from it.
func undefinedByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		var code *source.Code
		for _, b := range f.in {
			if !b.Instead || b.Name == "" || !isNothing.MatchString(b.Text) || isNothing.MatchString(b.Other) {
				continue
			}
			if code == nil {
				data, ok, err := p.Repo.Spelled(f.name)
				if err != nil || !ok {
					return "", err
				}
				code = source.Take(data)
			}
			for _, name := range takers(code, b) {
				if code.Requires(name) {
					return fmt.Sprintf("%s has no value for %s in production, and does not run without one. Set NODE_ENV where it is right", f.name, name), nil
				}
			}
		}
	}
	return "", branches.err
}

// takers returns the variables that have the value of a branch: the one that it is assigned
// to, or those that take it from there, where that is a table. What is only a key of
// something that is handed on, as "res.json({ error: … })", has none.
func takers(code *source.Code, b source.Branch) (names []string) {
	assigned := false
	for name, value := range code.Variables() {
		switch {
		case strings.HasPrefix(value, b.Name+"["):
			names = append(names, name)
		case name == b.Name && strings.Contains(value, b.Other):
			assigned = true
		}
	}
	if assigned && len(names) == 0 {
		names = []string{b.Name}
	}
	return names
}
