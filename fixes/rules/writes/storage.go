package writes

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// usedStorage returns the storage package that the program uses, "" when there is none.
func usedStorage(pr *project.Project) (string, error) {
	store, err := storageOf(pr.P, pr.Manifest, pr.Dir)
	if err != nil {
		return "", err
	}
	if unused, err := unusedDriver(pr.P, pr.Manifest, pr.Dir, store); err != nil || unused {
		return "", err
	}
	return store, nil
}

// storageOf returns the storage package that a production install brings, ""
// when there is none.
func storageOf(p *fixes.Pass, m *node.Manifest, dir string) (string, error) {
	var lock *node.Lockfile
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock"} {
		at := path.Join(dir, name)
		if !p.Repo.Exists(at) {
			continue
		}
		var err error
		if lock, err = p.Repo.Lockfile(at); err != nil {
			return "", err
		}
		break
	}
	for _, pkg := range storagePackages {
		if _, direct := m.Dependencies[pkg]; direct {
			return pkg, nil
		}
		locked, ok := lock.Find(pkg)
		if !ok || locked.Optional || m.DevOnly(pkg) {
			continue
		}
		// Of several projects in one lockfile another one may bring it.
		if brings, known := lock.Brings(m, pkg); brings || !known && len(lock.Links) == 0 {
			return pkg, nil
		}
	}
	return "", nil
}
