package installs

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// OldNative holds back: without the lockfile the install takes a package's newest release,
// and one that the lockfile names may be too old to be compiled on this Node.
func OldNative(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	base := p.Chain(i.Stage).Base
	if i.Lockfile != "" || lock.Opaque || base.Major != 0 && base.Major < 16 {
		return ""
	}
	for _, pkg := range project.SortedNames(launch.BoundPackages) {
		found, ok := lock.Find(pkg)
		if floor := launch.BoundPackages[pkg]; !ok || floor == "" || !launch.VersionBelow(found.Version, floor) || asksExactly(i, pkg, found.Version) {
			continue
		}
		return fmt.Sprintf("%s has %s %s, whose native code may not be made for this Node, and without it the install takes a later one. Update it there first", path.Base(lock.Path), pkg, found.Version)
	}
	return ""
}

// asksExactly reports whether package.json leaves no other version to choose.
func asksExactly(i *fixes.Install, pkg, version string) bool {
	return i.Manifest != nil && i.Manifest.All()[pkg] == version
}

// OldNativeIn is OldNative for a lockfile that the build does not get. An install
// that stops without one has nothing to lose.
func OldNativeIn(p *fixes.Pass, i *fixes.Install, name string) string {
	lock, err := p.Repo.Lockfile(name)
	if err != nil || lock == nil || i.Clean {
		return ""
	}
	return OldNative(p, i, lock)
}
