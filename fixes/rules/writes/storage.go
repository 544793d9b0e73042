package writes

import (
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// usedStorage returns the storage package that the program uses, "" when there is none.
func usedStorage(pr *project.Project) (string, error) {
	store := storageOf(pr)
	if unused, err := unusedDriver(pr.P, pr.Manifest, pr.Dir, store); err != nil || unused {
		return "", err
	}
	return store, nil
}

// storageOf returns the storage package that a production install brings, ""
// when there is none.
func storageOf(pr *project.Project) string {
	for _, pkg := range storagePackages {
		if _, direct := pr.Manifest.Dependencies[pkg]; direct {
			return pkg
		}
		locked, ok := pr.Lock.Find(pkg)
		if !ok || locked.Optional || pr.Manifest.DevOnly(pkg) {
			continue
		}
		// Of several projects in one lockfile another one may bring it.
		if brings, known := pr.Lock.Brings(pr.Manifest, pkg); brings || !known && len(pr.Lock.Links) == 0 {
			return pkg
		}
	}
	return ""
}
