package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// IsParent reports whether other is built from stage.
func IsParent(p *fixes.Pass, stage, other *dockerfile.Stage) bool {
	if other.Parent == stage {
		return true
	}
	if other.Parent != nil || stage.Name == "" || !strings.Contains(other.Base.Text, "$") {
		return false
	}
	for _, m := range p.Chain(other).Steps { // chosen by an ARG
		if m.Stage == stage {
			return true
		}
	}
	for _, name := range p.Chain(other).Ambiguous {
		if strings.EqualFold(name, stage.Name) {
			return true
		}
	}
	return false
}

// MountsStage reports whether a RUN mounts files of the stage.
func MountsStage(p *fixes.Pass, i *dockerfile.Instruction, stage *dockerfile.Stage) bool {
	for _, f := range i.Flags {
		if f.Name != "mount" {
			continue
		}
		for _, part := range strings.Split(f.Value, ",") {
			if name, ok := strings.CutPrefix(part, "from="); ok && p.File.StageRef(i, name) == stage {
				return true
			}
		}
	}
	return false
}
