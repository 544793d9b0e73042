package launch

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// BunTargets returns the shipped images in which Bun runs the program. The
// practices hold for them too; what nodedock writes is proven for Node.
func BunTargets(p *fixes.Pass) []*fixes.Target {
	var out []*fixes.Target
	for _, t := range p.Targets() {
		if t.Node || t.Dev != "" || t.Watches != "" || !t.Chain.Known || t.Chain.Base.Kind != image.OvenBun {
			continue
		}
		if words := t.Program(); len(words) > 0 && path.Base(words[0]) != "bun" && path.Base(words[0]) != "bunx" && !project.IsJavaScript(words[0]) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// CommandOrBase returns the instruction at which something about what a target
// starts is said.
func CommandOrBase(t *fixes.Target) *dockerfile.Instruction {
	if at := t.Process.Last(); at != nil && at.Stage == t.Stage {
		return at
	}
	return t.Stage.From
}
