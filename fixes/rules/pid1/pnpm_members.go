package pid1

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// memberLock returns the lockfile of the pnpm workspace that the target's package is a
// member of, nil for none: pnpm puts the programs of a member's own dependencies into the
// member's node_modules/.bin.
func memberLock(p *fixes.Pass, t *fixes.Target) (*node.Lockfile, error) {
	root, ok := launch.WorkspaceRoot(p, t.Dir)
	at := path.Join(root, "pnpm-lock.yaml")
	if !ok || !p.Repo.Exists(at) || hoistsModules(p, root) {
		return nil, nil
	}
	lock, err := p.Repo.Lockfile(at)
	if err != nil || lock == nil || !slices.Contains(lock.Links, memberPlace(root, t.Dir)) {
		return nil, err
	}
	return lock, nil
}

// memberPlace returns the folder of a member as its workspace names it.
func memberPlace(root, dir string) string {
	if root == "." {
		return dir
	}
	return strings.TrimPrefix(dir, root+"/")
}

var hoistedLinker = pattern.New(`(?m)^\s*(?:node-linker\s*=|nodeLinker\s*:)\s*["']?(?:hoisted|pnp)\b`).Needs("inker")

// hoistsModules reports whether the settings of a workspace let pnpm lay its packages out in
// another way, or cannot be read.
func hoistsModules(p *fixes.Pass, root string) bool {
	return slices.ContainsFunc([]string{".npmrc", "pnpm-workspace.yaml"}, func(name string) bool {
		found, err := p.Repo.Matches(path.Join(root, name), hoistedLinker)
		return err != nil || found
	})
}

// installsMember reports whether pnpm installs, at the root of a workspace, what its member in
// the target's working directory needs: the package.json of the member is there by then.
func installsMember(p *fixes.Pass, t *fixes.Target, i *fixes.Install) bool {
	dir := t.Chain.End.Workdir
	if i.Manager != node.PNPM || i.Global || i.Workspaces || len(i.Packages) > 0 || i.Workdir == "" || !deploy.InFolder(dir, i.Workdir) || dir == i.Workdir {
		return false
	}
	root, ok := launch.WorkspaceRoot(p, t.Dir)
	if !ok || path.Join(i.Workdir, memberPlace(root, t.Dir)) != dir {
		return false
	}
	at, ok := p.Origin(i.Stage, path.Join(dir, "package.json"), i.At)
	return ok && at == path.Join(t.Dir, "package.json")
}
