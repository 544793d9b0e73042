package devneeds

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A DevUse is a step that needs dev dependencies, and where it stands.
type DevUse struct {
	need *project.DevNeed
	at   *dockerfile.Instruction
}

// String names the place and what is run there.
func (u *DevUse) String() string {
	where := fmt.Sprintf("line %d", u.at.StartLine)
	if u.at.Stage != nil && u.at.Stage.Name != "" {
		where = "the stage " + u.at.Stage.Name
	}
	return fmt.Sprintf("%s runs %s", where, u.need)
}

// UsesOf looks for steps that would miss what is taken out of node_modules.
type UsesOf struct {
	P *fixes.Pass
	// Need judges one instruction; with a command, only what stands behind it.
	Need func(*fixes.Pass, fixes.Moment, *dockerfile.Command) *project.DevNeed
	Seen map[*dockerfile.Stage]bool
}

// DevUseAfter returns the first step behind a place, in the stage or in any that
// takes its node_modules over, that needs dev dependencies. The place is behind
// the command (nil: behind the whole instruction).
func DevUseAfter(p *fixes.Pass, stage *dockerfile.Stage, dir string, at *dockerfile.Instruction, command *dockerfile.Command) *DevUse {
	u := &UsesOf{p, needsDev, map[*dockerfile.Stage]bool{}}
	return u.Visit(stage, dir, at, command)
}

// needsDev returns why a step, or what the image starts, needs dev dependencies.
func needsDev(p *fixes.Pass, m fixes.Moment, from *dockerfile.Command) *project.DevNeed {
	if need := launch.StepNeedsDev(p, m, from); need != nil {
		return need
	}
	return launch.CommandNeedsDev(p, m)
}

// Visit looks behind the place of a stage, and in the stages that take its files; a
// stage is looked at once.
func (u *UsesOf) Visit(stage *dockerfile.Stage, dir string, at *dockerfile.Instruction, command *dockerfile.Command) *DevUse {
	if u.Seen[stage] {
		return nil
	}
	u.Seen[stage] = true
	if use := u.own(stage, at, command); use != nil {
		return use
	}
	for _, other := range u.P.File.Stages {
		if launch.IsParent(u.P, stage, other) {
			if use := u.Visit(other, dir, nil, nil); use != nil {
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
func (u *UsesOf) own(stage *dockerfile.Stage, at *dockerfile.Instruction, command *dockerfile.Command) *DevUse {
	chain := u.P.Chain(stage)
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
		if need := u.Need(u.P, m, from); need != nil {
			return &DevUse{need, m.Instruction}
		}
	}
	return nil
}

// copies follows a COPY --from or a mount of the stage in another one.
func (u *UsesOf) copies(stage, other *dockerfile.Stage, dir string) *DevUse {
	chain, whole := u.P.Chain(other), false
	for _, m := range chain.Steps {
		if !chain.Own(m) {
			continue
		}
		if m.Is("RUN") && launch.MountsStage(u.P, m.Instruction, stage) {
			return &DevUse{&project.DevNeed{Command: launch.FirstLine(m.Text)}, m.Instruction}
		}
		c, ok := u.P.ReadCopy(m)
		if !ok || c.From != stage {
			continue
		}
		if to, ok := deploy.CopiedModules(c, dir); ok {
			if use := u.Visit(other, to, m.Instruction, nil); use != nil {
				return use
			}
			whole = true
			continue
		}
		for _, source := range c.Sources {
			inside, ok := strings.CutPrefix(path.Join("/", source), path.Join(dir, "node_modules")+"/")
			if ok && (!whole || goesWithDev(u.P, stage, dir, inside)) {
				return &DevUse{&project.DevNeed{Command: "COPY of " + source}, m.Instruction}
			}
		}
	}
	return nil
}
