package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// memberLock returns the lockfile of the pnpm workspace that the target's package is a
// member of, nil for none: pnpm puts the programs of a member's own dependencies into the
// member's node_modules/.bin.
func memberLock(p *fixes.Pass, t *fixes.Target) (*node.Lockfile, error) {
	root, ok := workspaceRoot(p, t.Dir)
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
	if i.Manager != node.PNPM || i.Global || i.Workspaces || len(i.Packages) > 0 || i.Workdir == "" || !inFolder(dir, i.Workdir) || dir == i.Workdir {
		return false
	}
	root, ok := workspaceRoot(p, t.Dir)
	if !ok || path.Join(i.Workdir, memberPlace(root, t.Dir)) != dir {
		return false
	}
	at, ok := p.Origin(i.Stage, path.Join(dir, "package.json"), i.At)
	return ok && at == path.Join(t.Dir, "package.json")
}

// membersUnlocked: an install that is sent to the members takes the one lockfile for all of them
// where pnpm-workspace.yaml says that they belong together. Without it pnpm looks for one in each,
// and a frozen install stops there.
func membersUnlocked(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	const manifest = "pnpm-workspace.yaml"
	if i.Manager != node.PNPM || !i.Workspaces || i.Workdir == "" || mounted(i, manifest) {
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
