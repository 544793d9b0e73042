package devneeds

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// prunes finds a command that makes a smaller workspace with a package.json and a
// lockfile of its own (turborepo.com/docs/reference/prune).
var prunes = pattern.New(`\bturbo(@\S+)?\s+(-\S+\s+)*prune\b`).Needs("turbo")

// PrunedIn returns the stage from which a COPY lays a pruned workspace over the
// project of an install; "" for none.
func PrunedIn(p *fixes.Pass, i *fixes.Install) string {
	for _, step := range p.Chain(i.Stage).Steps {
		if step.Instruction == i.At {
			break
		}
		c, ok := p.ReadCopy(step)
		if !ok || !c.Known || c.From == nil || c.Dest != i.Workdir {
			continue
		}
		made := slices.ContainsFunc(c.Sources, func(source string) bool {
			_, ours := p.Origin(c.From, path.Join("/", source), nil)
			return !ours
		})
		if made && slices.ContainsFunc(p.Chain(c.From).Steps, func(m fixes.Moment) bool { return m.Is("RUN") && prunes.MatchString(m.Spoken()) }) {
			return c.From.Name
		}
	}
	return ""
}
