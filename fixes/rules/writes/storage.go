package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// usedStorage returns the storage package that the program uses, "" when there is none.
func usedStorage(t *fixes.Target, pr *project.Project) (string, error) {
	store := storageOf(pr)
	if store != "" && pr.Manifest.Dependencies[store] == "" && keepsBeside(t, pr) {
		return "", nil
	}
	if unused, err := unusedDriver(pr.P, pr.Manifest, pr.Dir, store); err != nil || unused {
		return "", err
	}
	return store, nil
}

// keepsBeside reports whether the image starts the program of a package that is known to keep what it writes
// beside the project, and names no other place for it. A storage package that the project does not name
// is that program's own.
func keepsBeside(t *fixes.Target, pr *project.Project) bool {
	words := node.Unwrap(launch.ProgramArgv(t, pr))
	does, _ := startedWrites(t, pr)
	return does != "" && !strings.HasPrefix(does, "may ") && !slices.ContainsFunc(words[1:], func(w string) bool {
		return path.IsAbs(w) || strings.Contains(w, "=/") || strings.Contains(w, "..")
	})
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
