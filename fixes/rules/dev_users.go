package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A devUse is a step that needs dev dependencies, and where it stands.
type devUse struct {
	need *devNeed
	at   *dockerfile.Instruction
}

func (u *devUse) String() string {
	where := fmt.Sprintf("line %d", u.at.StartLine)
	if u.at.Stage != nil && u.at.Stage.Name != "" {
		where = "the stage " + u.at.Stage.Name
	}
	return fmt.Sprintf("%s runs %s", where, u.need)
}

// usesOf looks for steps that would miss what is taken out of node_modules.
type usesOf struct {
	p *fixes.Pass
	// need judges one instruction; with a command, only what stands behind it.
	need func(*fixes.Pass, fixes.Moment, *dockerfile.Command) *devNeed
	seen map[*dockerfile.Stage]bool
}

// after returns the first step behind a place, in the stage or in any that
// takes its node_modules over, that needs dev dependencies. The place is behind
// the command (nil: behind the whole instruction).
func devUseAfter(p *fixes.Pass, stage *dockerfile.Stage, dir string, at *dockerfile.Instruction, command *dockerfile.Command) *devUse {
	u := &usesOf{p, needsDev, map[*dockerfile.Stage]bool{}}
	return u.visit(stage, dir, at, command)
}

// needsDev returns why a step, or what the image starts, needs dev dependencies.
func needsDev(p *fixes.Pass, m fixes.Moment, from *dockerfile.Command) *devNeed {
	if need := stepNeedsDev(p, m, from); need != nil {
		return need
	}
	return commandNeedsDev(p, m)
}

func (u *usesOf) visit(stage *dockerfile.Stage, dir string, at *dockerfile.Instruction, command *dockerfile.Command) *devUse {
	if u.seen[stage] {
		return nil
	}
	u.seen[stage] = true
	if use := u.own(stage, at, command); use != nil {
		return use
	}
	for _, other := range u.p.File.Stages {
		if isParent(u.p, stage, other) {
			if use := u.visit(other, dir, nil, nil); use != nil {
				return use
			}
			continue
		}
		if use := u.copies(stage, other, dir); use != nil {
			return use
		}
	}
	return nil
}

// own looks at the stage's own steps behind the place, its command included.
func (u *usesOf) own(stage *dockerfile.Stage, at *dockerfile.Instruction, command *dockerfile.Command) *devUse {
	chain := u.p.Chain(stage)
	for _, m := range chain.Steps {
		if !chain.Own(m) || at != nil && m.Index < at.Index {
			continue
		}
		var from *dockerfile.Command
		if m.Instruction == at {
			if command == nil {
				continue
			}
			from = command
		}
		if need := u.need(u.p, m, from); need != nil {
			return &devUse{need, m.Instruction}
		}
	}
	return nil
}

// copies follows a COPY --from or a mount of the stage in another one.
func (u *usesOf) copies(stage, other *dockerfile.Stage, dir string) *devUse {
	chain, whole := u.p.Chain(other), false
	for _, m := range chain.Steps {
		if !chain.Own(m) {
			continue
		}
		if m.Is("RUN") && mountsStage(u.p, m.Instruction, stage) {
			return &devUse{&devNeed{Command: firstLine(m.Text)}, m.Instruction}
		}
		c, ok := u.p.ReadCopy(m)
		if !ok || c.From != stage {
			continue
		}
		if to, ok := copiedModules(c, dir); ok {
			if use := u.visit(other, to, m.Instruction, nil); use != nil {
				return use
			}
			whole = true
			continue
		}
		for _, source := range c.Sources {
			inside, ok := strings.CutPrefix(path.Join("/", source), path.Join(dir, "node_modules")+"/")
			if ok && (!whole || goesWithDev(u.p, stage, dir, inside)) {
				return &devUse{&devNeed{Command: "COPY of " + source}, m.Instruction}
			}
		}
	}
	return nil
}

// isParent reports whether other is built from stage.
func isParent(p *fixes.Pass, stage, other *dockerfile.Stage) bool {
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

// mountsStage reports whether a RUN mounts files of the stage.
func mountsStage(p *fixes.Pass, i *dockerfile.Instruction, stage *dockerfile.Stage) bool {
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
