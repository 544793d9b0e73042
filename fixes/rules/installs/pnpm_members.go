package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// MembersUnlocked holds back: an install that is sent to the members takes the one lockfile for all of them
// where pnpm-workspace.yaml says that they belong together. Without it pnpm looks for one in each,
// and a frozen install stops there.
func MembersUnlocked(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	const manifest = "pnpm-workspace.yaml"
	if i.Manager != node.PNPM || !i.Workspaces || i.Workdir == "" || Mounted(i, manifest) {
		return ""
	}
	for at := i.Workdir; ; at = path.Dir(at) {
		if _, copied := p.Origin(i.Stage, path.Join(at, manifest), i.At); copied {
			return ""
		}
		if at == "/" {
			break
		}
	}
	name := path.Join(i.Dir, manifest)
	if p.Repo.Exists(name) {
		return fmt.Sprintf("%s is not copied before this, and without it pnpm wants a lockfile in each package. Copy it too", name)
	}
	for _, at := range p.Repo.Under(i.Dir) {
		dir := path.Dir(at)
		if path.Base(at) == "package.json" && dir != i.Dir && !strings.Contains("/"+at, "/node_modules/") && !p.Repo.Exists(path.Join(dir, "pnpm-lock.yaml")) {
			return fmt.Sprintf("there is no %s, and without it pnpm wants a lockfile in each package, which %s does not have", name, dir)
		}
	}
	return ""
}
