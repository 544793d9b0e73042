package pid1

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// hasModules reports whether node_modules certainly lies in the working
// directory: an install ran there, or it was copied from where one did. One that
// ran in the folder above leaves no node_modules here, unless pnpm makes one for each
// member of a workspace.
func hasModules(p *fixes.Pass, t *fixes.Target) bool {
	held := func(p *fixes.Pass, stage *dockerfile.Stage) bool {
		return (&heldModules{p, t, t.Chain.End.Workdir, map[*dockerfile.Stage]bool{}}).stage(stage)
	}
	return held(p, t.Stage) || slices.ContainsFunc(t.Chain.Lowers(), func(l *fixes.Lower) bool { return held(l.Pass, l.Chain.Stage) })
}

// heldModules looks for the node_modules of one folder, which has the same name in
// every stage.
type heldModules struct {
	p    *fixes.Pass
	t    *fixes.Target
	dir  string
	seen map[*dockerfile.Stage]bool
}

func (f *heldModules) stage(stage *dockerfile.Stage) bool {
	if f.seen[stage] {
		return false
	}
	f.seen[stage] = true
	if slices.ContainsFunc(f.p.Inherited(stage), func(i *fixes.Install) bool { return !i.Global && i.Workdir == f.dir || installsMember(f.p, f.t, i) }) {
		return true
	}
	return slices.ContainsFunc(f.p.Chain(stage).Steps, func(m fixes.Moment) bool {
		c, ok := f.p.ReadCopy(m)
		return ok && c.From != nil && c.Known && f.brings(c)
	})
}

// brings reports whether a copy holds node_modules, by its name or with the whole
// folder. The content of a folder is copied, not the folder.
func (f *heldModules) brings(c *fixes.Copy) bool {
	return slices.ContainsFunc(c.Sources, func(s string) bool {
		if path.Base(s) == "node_modules" {
			return c.Dest == path.Join(f.dir, "node_modules") && !emptyOfPrograms(f.p, f.t, c.From, path.Dir(path.Join("/", s)))
		}
		return deploy.InFolder(f.dir, c.Dest) && c.Dest == path.Clean(s) && f.stage(c.From)
	})
}

// modulesAbove returns the nearest folder above the working directory that has a
// node_modules of the target's own package.json, "" for none: package managers look for
// programs there too.
func modulesAbove(p *fixes.Pass, t *fixes.Target) string {
	for dir := path.Dir(t.Chain.End.Workdir); t.Chain.End.WorkdirKnown && len(dir) > 1; dir = path.Dir(dir) {
		if installsOwn(p, t, t.Stage, dir) {
			return dir
		}
		for _, m := range p.Chain(t.Stage).Steps {
			c, ok := p.ReadCopy(m)
			if !ok || c.From == nil || !c.Known || c.Dest != path.Join(dir, "node_modules") {
				continue
			}
			if slices.ContainsFunc(c.Sources, func(s string) bool {
				from := path.Join("/", s)
				return path.Base(from) == "node_modules" && installsOwn(p, t, c.From, path.Dir(from))
			}) {
				return dir
			}
		}
	}
	return ""
}

// installsOwn reports whether a stage installs, in a folder, what the package.json of the
// target asks for.
func installsOwn(p *fixes.Pass, t *fixes.Target, stage *dockerfile.Stage, dir string) bool {
	return slices.ContainsFunc(p.Inherited(stage), func(i *fixes.Install) bool {
		return i.Project() && i.Manifest != nil && i.Workdir == dir && i.Dir == t.Dir
	})
}
