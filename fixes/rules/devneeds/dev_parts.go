package devneeds

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// goesWithDev reports whether a path below a stage's node_modules is certainly gone
// when dev dependencies are removed: of a package, or a program in .bin. Other
// hidden folders are of no package and stay.
func goesWithDev(p *fixes.Pass, stage *dockerfile.Stage, dir, inside string) bool {
	pr := launch.ProjectAt(p, stage, dir, nil)
	if pr.Manifest == nil {
		return false
	}
	if program, ok := strings.CutPrefix(inside, ".bin/"); ok {
		return pr.Manifest.Find(pr.Lock, path.Base(program)).Dev
	}
	if strings.HasPrefix(inside, ".") {
		return false
	}
	pkg := project.PackageName(inside)
	if locked, ok := pr.Lock.Find(pkg); ok && pr.Lock.DevKnown {
		return locked.Dev || pr.Lock.Unlinks(pr.Manifest, pkg)
	}
	return pr.LeftOut(pkg)
}
