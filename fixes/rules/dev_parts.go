package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// goesWithDev reports whether a path below a stage's node_modules is certainly gone
// when dev dependencies are removed: of a package, or a program in .bin. Other
// hidden folders are of no package and stay.
func goesWithDev(p *fixes.Pass, stage *dockerfile.Stage, dir, inside string) bool {
	pr := projectAt(p, stage, dir, nil)
	if pr.manifest == nil {
		return false
	}
	if program, ok := strings.CutPrefix(inside, ".bin/"); ok {
		return pr.manifest.Find(pr.lock, path.Base(program)).Dev
	}
	if strings.HasPrefix(inside, ".") {
		return false
	}
	pkg := packageName(inside)
	if locked, ok := pr.lock.Find(pkg); ok && pr.lock.DevKnown {
		return locked.Dev || pr.lock.Unlinks(pr.manifest, pkg)
	}
	return pr.leftOut(pkg)
}
