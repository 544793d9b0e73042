package launch

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// WorkspaceRoot returns the folder above dir whose package.json has dir among
// its workspaces; ok is false when there is none.
func WorkspaceRoot(p *fixes.Pass, dir string) (root string, ok bool) {
	for at := dir; at != "."; {
		at = path.Dir(at)
		m, err := p.Repo.Manifest(at)
		if err != nil || m == nil {
			continue
		}
		for _, w := range project.WorkspacesOf(p, at, m) {
			if w == dir {
				return at, true
			}
		}
	}
	return "", false
}
