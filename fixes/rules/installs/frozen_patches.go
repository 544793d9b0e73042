package installs

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// patchedOtherwise: a lockfile of pnpm has a checksum of each patch that it was made with, and a frozen install
// stops where the file is another one.
func patchedOtherwise(p *fixes.Pass, lock *node.Lockfile, major int, settings ...node.PNPMSettings) string {
	for _, s := range settings {
		patches := s.Patches()
		for _, key := range project.SortedNames(patches) {
			name := path.Join(path.Dir(lock.Path), patches[key])
			if data, ok, err := p.Repo.Read(name); err == nil && ok && !lock.PatchedWith(key, data, major) {
				return fmt.Sprintf("it would stop: %s was made with another %s, or by another major of pnpm. Update the lockfile first", path.Base(lock.Path), name)
			}
		}
	}
	return ""
}
