package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// pruneEmpties says which COPY would stop when the removal leaves a workspace
// without packages of its own: Yarn has no node_modules there then, while that of
// npm stays, and may be empty.
func pruneEmpties(p *fixes.Pass, at devneeds.PrunePlace, i *fixes.Install) string {
	if generation := launch.LockedGeneration(p, i); generation != node.YarnClassic && generation != node.YarnBerry {
		return ""
	}
	line, folder := modulesTaken(p, at.Stage, func(dir string) bool {
		return strings.HasPrefix(dir, strings.TrimSuffix(at.Dir, "/")+"/")
	})
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("line %d copies %s, which may be gone when dev dependencies are removed. Install without them in a stage of its own", line, folder)
}

// LeavesNothing holds back: npm makes no node_modules when there is nothing to put into it,
// and a COPY of it would stop.
func LeavesNothing(p *fixes.Pass, i *fixes.Install, pr *project.Project) string {
	m := pr.Manifest
	if i.Manager != node.NPM || len(m.Dependencies)+len(m.Optional)+len(m.Peer)+len(m.Workspaces) > 0 {
		return ""
	}
	line, folder := modulesTaken(p, i.Stage, func(dir string) bool { return dir == i.Workdir })
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("%s names dev dependencies alone, so an install without them makes no node_modules, and line %d copies %s. Remove that COPY", m.Path, line, folder)
}

// modulesTaken returns the line of the first COPY that names a node_modules of a
// stage in one of the folders, and that node_modules; 0 for none.
func modulesTaken(p *fixes.Pass, from *dockerfile.Stage, in func(dir string) bool) (line int, folder string) {
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			c, ok := p.ReadCopy(m)
			if !ok || c.From == nil || c.From != from && !launch.Inherits(p, c.From, from) {
				continue
			}
			for _, source := range c.Sources {
				folder := path.Join("/", source)
				if path.Base(folder) == "node_modules" && in(path.Dir(folder)) {
					return m.StartLine, folder
				}
			}
		}
	}
	return 0, ""
}
