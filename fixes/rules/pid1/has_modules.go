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
			return c.Dest == path.Join(f.dir, "node_modules")
		}
		return deploy.InFolder(f.dir, c.Dest) && c.Dest == path.Clean(s) && f.stage(c.From)
	})
}
