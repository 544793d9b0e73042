package devneeds

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// outgrown returns why a frozen install of npm, or of Yarn from 2 on, stops at what a workspace, which lies at place, asks
// of another: its version is no longer in the range, and they look for one in the registry.
func outgrown(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile, place string, m *node.Manifest) string {
	if lock.Manager != node.NPM && lock.Manager != node.YarnBerry {
		return ""
	}
	all := m.AllOfNPM()
	for _, dir := range project.WorkspacesOf(p, i.Dir, i.Manifest) {
		other, err := p.Repo.Manifest(dir)
		if err != nil || other == nil || !WorkspaceSeen(p, i, dir) {
			continue
		}
		asked, in := all[other.Name]
		if !in || other.Version == "" || !node.IsRange(asked) || strings.Trim(asked, " *") == "" || !lock.Linked(place, other.Name) || node.Fits(other.Version, asked) {
			continue
		}
		return fmt.Sprintf("it would stop: %s asks for %s %s, and that workspace has the version %s. Update package.json and the lockfile first", path.Join(i.Dir, place), other.Name, asked, other.Version)
	}
	return ""
}
