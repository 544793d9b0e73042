package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
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

// membersGone says which package of a lockfile of pnpm lies beside the project without its package.json when
// pnpm 11 or later installs it. Folders that are not there at all are nothing to it.
func membersGone(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if devneeds.ManagerMajor(p, i, "pnpm") < 11 && !newestPNPM(p, i) {
		return ""
	}
	for _, rel := range lock.Links {
		dir := path.Join(i.Dir, rel)
		lies := slices.ContainsFunc(p.Repo.Under(dir), func(at string) bool {
			_, copied := p.Origin(i.Stage, path.Join(i.Workdir, rel, strings.TrimPrefix(at, dir+"/")), i.At)
			return copied
		})
		switch {
		case !lies || devneeds.WorkspaceSeen(p, i, dir):
		case !p.Repo.Exists(path.Join(dir, "package.json")):
			return fmt.Sprintf("it would stop: %s names %s, which has no package.json. Update the lockfile first", path.Base(lock.Path), rel)
		default:
			return fmt.Sprintf("%s names %s, whose package.json is not copied before this, and pnpm 11 and later stop where other files of it are. Copy it too", path.Base(lock.Path), rel)
		}
	}
	return ""
}

// newestPNPM reports whether the image gets the newest pnpm of the day, and nothing names another one.
func newestPNPM(p *fixes.Pass, i *fixes.Install) bool {
	return devneeds.ManagerMajor(p, i, "pnpm") == 0 && slices.ContainsFunc(p.Inherited(i.Stage), func(other *fixes.Install) bool {
		return other.Global && other.Manager == node.NPM && slices.ContainsFunc(other.Packages, func(pkg string) bool { return pkg == "pnpm" || pkg == "pnpm@latest" })
	})
}
