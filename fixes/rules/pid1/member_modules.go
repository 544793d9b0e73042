package pid1

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// emptyOfPrograms reports whether npm installed the node_modules of a member's folder from the
// root of its workspace alone: npm puts the packages of all members into the folder of the root,
// with their programs, and leaves a member only those of which it needs another version.
func emptyOfPrograms(p *fixes.Pass, t *fixes.Target, stage *dockerfile.Stage, dir string) bool {
	if _, member := launch.WorkspaceRoot(p, t.Dir); !member {
		return false
	}
	s := &installsSeen{p: p, dir: dir, seen: map[*dockerfile.Stage]bool{}}
	s.look(stage)
	return s.above && !s.here
}

// installsSeen says where the packages of one folder are installed, which has the same name in
// every stage.
type installsSeen struct {
	p           *fixes.Pass
	dir         string
	here, above bool
	seen        map[*dockerfile.Stage]bool
}

func (s *installsSeen) look(stage *dockerfile.Stage) {
	if s.seen[stage] {
		return
	}
	s.seen[stage] = true
	for _, i := range s.p.Inherited(stage) {
		switch {
		case i.Global:
		case i.Workdir == s.dir:
			s.here = true
		case i.Manager == node.NPM && i.Workdir != "" && deploy.InFolder(s.dir, i.Workdir):
			s.above = true
		}
	}
	for _, m := range s.p.Chain(stage).Steps {
		c, ok := s.p.ReadCopy(m)
		if !ok || c.From == nil || !c.Known {
			continue
		}
		for _, source := range c.Sources {
			if deploy.InFolder(s.dir, c.Dest) && c.Dest == path.Clean(source) || c.Dest == path.Join(s.dir, "node_modules") {
				s.look(c.From)
			}
		}
	}
}
