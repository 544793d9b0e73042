package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
)

// WatchesElsewhere returns why a command that is sent to a package of the
// workspace starts a watcher or development server there, "" when it does not.
func (t *Target) WatchesElsewhere(words []string) string {
	place := node.Elsewhere(words)
	if place == "" || t.packageOf == nil {
		return ""
	}
	m := t.packageOf(place)
	name, _, ok := node.ScriptName(words)
	if m == nil || !ok {
		return ""
	}
	run, ok := m.Resolve(name)
	if !ok || !node.Watcher(run.Argv) && !asksDevelopment(run.Argv) {
		return ""
	}
	return "its command is a development server: the script " + name + " of " + place + " runs " + strings.Join(run.Argv, " ")
}

// packageOf returns the package of the repository with a name, or below a folder
// of the build context, nil when there is none.
func (p *Pass) packageOf(place string) *node.Manifest {
	if m, err := p.Repo.Manifest(path.Join(p.Context().Dir, place)); err == nil && m != nil {
		return m
	}
	return p.Repo.Packages()[place]
}
