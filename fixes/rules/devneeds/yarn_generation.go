package devneeds

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// ImagesYarn reports whether "yarn" is certainly the Yarn 1 that the official
// image has: no step brings another one, and nothing of the project asks for it.
func ImagesYarn(p *fixes.Pass, i *fixes.Install) bool {
	c := p.Chain(i.Stage)
	if !c.Known || c.Base.Kind != image.OfficialNode || !c.Base.Ships.Yarn || c.Base.OnBuild || i.Workdir == "" {
		return false
	}
	if slices.ContainsFunc(c.Steps, func(m fixes.Moment) bool { return m.Is("RUN") && bringsYarn.MatchString(m.Text) }) {
		return false
	}
	if major := ManagerMajor(p, i, "yarn"); major > 1 {
		return false
	}
	for dir := i.Dir; ; dir = path.Dir(dir) {
		if p.Repo.Exists(path.Join(dir, ".yarnrc.yml")) || p.Repo.IsDir(path.Join(dir, ".yarn")) || p.Repo.Exists(path.Join(dir, "yarn.lock")) {
			return false
		}
		if dir == "." {
			return true
		}
	}
}

// GenerationUnknown says why it is not known which generation of Yarn an install is of, that runs
// without a lockfile.
func GenerationUnknown(p *fixes.Pass, i *fixes.Install) string {
	if i.Manifest != nil && p.Repo.Exists(path.Join(i.Dir, "yarn.lock")) {
		return fmt.Sprintf("yarn.lock is not beside package.json when line %d runs, and without it it is not known which generation of Yarn this is. Copy it there first", i.At.StartLine)
	}
	return "without yarn.lock it is not known which generation of Yarn this is"
}

var bringsYarn = pattern.New(`\bcorepack\b|\byarn\s+(set|policies)\b|\byarn@|\byarnpkg\b|yarn\.js\b`).Needs("corepack", "yarn")
