package devneeds

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// recentNPM stands for the npm of an image whose tag moves: it is at least
// this one.
const recentNPM = 10

// NPMMajor returns the major of the npm that a stage has just before an
// instruction: the one that comes with Node, or one that was installed since.
// It is 0 when that is not known.
func NPMMajor(p *fixes.Pass, stage *dockerfile.Stage, until *dockerfile.Instruction) int {
	c := p.Chain(stage)
	major, chosen := npmOfBase(c), 0
	for _, m := range c.Steps {
		if !c.Base.Node {
			// Also in the RUN itself: without the packages there would be no npm for it.
			major = cmp.Or(npmOfSystem(c, m, &chosen), major)
		}
		for _, i := range deploy.InstallsAt(p, m) {
			if m.Instruction == until && i.Project() {
				break // what stands behind it comes too late
			}
			major = npmAfter(i, major)
		}
		if m.Instruction == until {
			break
		}
	}
	return major
}

// npmAfter returns the major of npm behind an install, which may be that of npm.
func npmAfter(i *fixes.Install, major int) int {
	for _, pkg := range i.Packages {
		if i.Manager != node.NPM || !i.Global {
			continue
		}
		if at := versioned.FindStringSubmatch(pkg); at != nil && at[1] == "npm" {
			major, _ = strconv.Atoi(at[2])
		} else if pkg == "npm" || strings.HasPrefix(pkg, "npm@") {
			major = recentNPM
		}
	}
	return major
}

// npmOfBase returns the major of the npm in a base image.
func npmOfBase(c *fixes.Chain) int {
	switch {
	case !c.Known || !c.Base.Node:
		return 0
	case c.Base.Major > 0:
		return image.NPMOf(c.Base.Major, c.Base.Minor)
	case c.Base.Kind == image.OfficialNode && c.Base.Precision == image.Moving && c.Ref.Digest == "":
		return recentNPM
	case c.Base.Kind == image.OfficialNode && movingName(c.Ref.Tag):
		return recentNPM
	}
	return 0
}

// movingName reports whether a tag follows Node's newest releases.
func movingName(tag string) bool {
	name, _, _ := strings.Cut(tag, "-")
	return name == "lts" || name == "latest" || name == "current" || name == "alpine" || name == "slim"
}

// BaseName returns the base image of a stage as people name it.
func BaseName(p *fixes.Pass, stage *dockerfile.Stage) string {
	c := p.Chain(stage)
	if !c.Known {
		return "the base image"
	}
	return c.Ref.Familiar()
}
