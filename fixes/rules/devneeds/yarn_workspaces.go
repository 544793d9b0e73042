package devneeds

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// linkedByYarn returns the manifest, of the project of an install or of one of its
// workspaces, without the dependencies that the lockfile of Yarn 1 never names:
// those that it links from a workspace, whose version is in the range. A workspace
// that is not in the image comes from the registry: then absent says which.
func linkedByYarn(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile, m *node.Manifest) (rest *node.Manifest, absent string) {
	if lock.Manager != node.YarnClassic || m == nil {
		return m, ""
	}
	versions, copied := map[string]string{}, map[string]bool{}
	for _, dir := range project.WorkspacesOf(p, i.Dir, i.Manifest) {
		w, err := p.Repo.Manifest(dir)
		if err != nil || w == nil || w.Name == "" || w.Version == "" {
			continue
		}
		versions[w.Name], copied[w.Name] = w.Version, WorkspaceSeen(p, i, dir)
	}
	rest = m.Without(func(name, asked string) bool {
		version, known := versions[name]
		if !known || !node.Fits(version, asked) {
			return false
		}
		if !copied[name] && (absent == "" || name < absent) && !lock.Has(name) {
			absent = name
		}
		return copied[name]
	})
	return rest, absent
}

// notLocked returns why a frozen install stops at the dependencies of a workspace,
// or of the root, which lies at place.
func notLocked(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile, place string, m *node.Manifest) string {
	at, in := path.Join(i.Dir, "package.json"), ""
	if place != "." {
		at, in = path.Join(i.Dir, place), fmt.Sprintf("in %s, ", path.Join(i.Dir, place))
	}
	rest, absent := linkedByYarn(p, i, lock, m)
	if absent != "" {
		return fmt.Sprintf("it would stop: %s asks for the workspace %s, which is not copied before it. Copy its package.json first", at, absent)
	}
	if lock.Manager == node.YarnClassic && place != "." {
		return "" // Yarn 1 looks at what the root asks for alone
	}
	if ok, reason := lock.InSyncAt(place, rest); !ok {
		return fmt.Sprintf("it would stop: %s%s. Update the lockfile first", in, reason)
	}
	return ""
}
