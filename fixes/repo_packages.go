package fixes

import (
	"path"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
)

// MaxPackages bounds how many packages of a repository are known by their names.
const MaxPackages = 100

// Packages returns the packages of the repository below its root, by name. The answer is
// kept, and nobody may change it.
func (r *Repo) Packages() map[string]*node.Manifest {
	if r.packages == nil {
		r.packages = r.findPackages()
	}
	return r.packages
}

func (r *Repo) findPackages() map[string]*node.Manifest {
	found := map[string]*node.Manifest{}
	for _, file := range r.Files() {
		if path.Base(file) != "package.json" || file == "package.json" || builds.Foreign(file) {
			continue
		}
		if m, err := r.PeekManifest(path.Dir(file)); err == nil && m != nil && m.Name != "" && found[m.Name] == nil {
			found[m.Name] = m
		}
		if len(found) == MaxPackages {
			break
		}
	}
	return found
}
