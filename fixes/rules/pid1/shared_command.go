package pid1

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// StartsOtherwise holds back: another image starts the same CMD or ENTRYPOINT, and there it
// comes down to something else than the program that would be written into it.
func StartsOtherwise(p *fixes.Pass, t *fixes.Target, at *dockerfile.Instruction, words []string, program Argv) string {
	said := project.Quoted(strings.Join(words, " "))
	for _, other := range p.TakesOver(t, at) {
		name := launch.StageName(p, other.Stage)
		if other.Process.Entrypoint.At == at && other.Process.Cmd.Set() && !t.Process.Cmd.Set() {
			return fmt.Sprintf("%s takes this ENTRYPOINT over and gives it arguments by its CMD, which %s may not hand on. Give each stage an ENTRYPOINT of its own", name, path.Base(words[0]))
		}
		there, withheld, err := ResolveProgram(p, other, words)
		switch {
		case err != nil || withheld != "":
			if other.Stage != at.Stage { // what has no program yet is only a base
				return fmt.Sprintf("%s takes this %s over, and what %s starts there is not certain. Give each stage a command of its own", name, at.Keyword, said)
			}
		case !slices.Equal(there.Words, program.Words) || !slices.Equal(there.Env, program.Env):
			return fmt.Sprintf("%s starts the same %s, and %s means %s there. Give each stage a command of its own", name, at.Keyword, said, project.Quoted(strings.Join(there.Words, " ")))
		}
	}
	for _, c := range p.Children(t.Stage) {
		if why := childStartsOtherwise(c, t, at, words, program); why != "" {
			return fmt.Sprintf("%s is built on this image and %s", c.File.Path, why)
		}
	}
	return ""
}

// childStartsOtherwise is StartsOtherwise for an image of another Dockerfile, which
// has the files of this one too.
func childStartsOtherwise(c fixes.Child, t *fixes.Target, at *dockerfile.Instruction, words []string, program Argv) string {
	child := c.Target
	switch own := child.Process; {
	case own.Entrypoint.At != nil || own.Cmd.At != nil && t.Process.Entrypoint.At != at:
		return "" // starts something of its own
	case own.Cmd.At != nil:
		return "gives its ENTRYPOINT arguments by a CMD. Give it an ENTRYPOINT of its own"
	case child.Manifest == nil && child.Chain.End.Workdir == t.Chain.End.Workdir:
		return "" // the package.json of this one
	}
	there, withheld, err := ResolveProgram(c.Pass, child, words)
	if err != nil || withheld != "" || !slices.Equal(there.Words, program.Words) || !slices.Equal(there.Env, program.Env) {
		return fmt.Sprintf("starts the same command, %s, in a project of its own. Give it a command of its own", project.Quoted(strings.Join(words, " ")))
	}
	return ""
}

// argumentsInHeir returns what takes an ENTRYPOINT over and has a CMD for it where
// the target has none, a stage or another Dockerfile; "" when there is none.
func argumentsInHeir(p *fixes.Pass, t *fixes.Target, entrypoint *dockerfile.Instruction) string {
	for _, s := range p.File.Stages {
		process := p.ProcessOf(s)
		if s != t.Stage && process.Entrypoint.At == entrypoint && process.Cmd.Set() {
			return launch.StageName(p, s)
		}
	}
	for _, c := range p.Children(t.Stage) {
		if own := c.Target.Process; own.Entrypoint.At == nil && own.Cmd.At != nil {
			return c.File.Path
		}
	}
	return ""
}
