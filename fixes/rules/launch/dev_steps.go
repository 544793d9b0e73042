package launch

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// StepNeedsDev returns why a RUN needs dev dependencies, nil when it does not.
// Installs do not count. With from, only the commands behind that one are
// looked at.
func StepNeedsDev(p *fixes.Pass, m fixes.Moment, from *dockerfile.Command) *project.DevNeed {
	if !m.Is("RUN") {
		return nil
	}
	scripts := m.Scripts(m.Scene.Shell)
	if len(scripts) == 0 {
		return execNeedsDev(p, m)
	}
	skip := from != nil
	for _, script := range scripts {
		for _, c := range script.Commands {
			if skip {
				skip = c != from
				continue
			}
			if handsRunOn(c) {
				return &project.DevNeed{Command: FirstLine(m.Text)}
			}
			if len(c.Words) == 0 {
				continue
			}
			pr := &project.Project{P: p}
			if c.DirKnown && m.Scene.WorkdirKnown {
				pr = ProjectAt(p, m.Stage, m.Scene.Abs(c.Dir), m.Instruction).Across()
			}
			for _, a := range c.Assigns {
				if dev := pr.OptionsLoad(a); dev != "" {
					return &project.DevNeed{Command: FirstLine(m.Text), Package: dev}
				}
			}
			if need := pr.Needs(deploy.WordsOf(c), 0); need != nil {
				return need
			}
		}
	}
	return nil
}

// substituted finds a script or a tool of the project in a command substitution.
var substituted = pattern.New("(?:\\$\\(|`)[^)`]*\\b(?:npm (?:run|test|exec)|npx|yarn (?:run|exec)|pnpm (?:run|exec)|bunx)\\b").Needs("$(", "`")

// handsRunOn reports whether a word of the command, or the value of a variable before
// it, is what a script of the project prints.
func handsRunOn(c *dockerfile.Command) bool {
	prints := func(w dockerfile.ShellWord) bool { return !w.Literal && substituted.MatchString(w.Text) }
	return slices.ContainsFunc(c.Words, prints) || slices.ContainsFunc(c.Assigns, func(a dockerfile.Assign) bool { return prints(a.Value) })
}

// execNeedsDev is StepNeedsDev for a RUN that no shell reads.
func execNeedsDev(p *fixes.Pass, m fixes.Moment) *project.DevNeed {
	c := m.ExecCommand()
	if c == nil || len(c.Words) == 0 {
		return &project.DevNeed{Command: FirstLine(m.Text)}
	}
	return ProjectAt(p, m.Stage, m.Scene.Workdir, m.Instruction).Needs(deploy.WordsOf(c), 0)
}

// FirstLine returns the beginning of a text for a message: one line, 60 bytes at most.
func FirstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if len(line) > 60 {
		line = line[:60] + "…"
	}
	return line
}
