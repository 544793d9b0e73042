package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// startsOtherwise: another image starts the same CMD or ENTRYPOINT, and there it
// comes down to something else than the program that would be written into it.
func startsOtherwise(p *fixes.Pass, t *fixes.Target, at *dockerfile.Instruction, words []string, program argv) string {
	said := quoted(strings.Join(words, " "))
	for _, other := range p.TakesOver(t, at) {
		name := stageName(p, other.Stage)
		if other.Process.Entrypoint.At == at && other.Process.Cmd.Set() && !t.Process.Cmd.Set() {
			return fmt.Sprintf("%s takes this ENTRYPOINT over and gives it arguments by its CMD, which %s may not hand on. Give each stage an ENTRYPOINT of its own", name, path.Base(words[0]))
		}
		there, withheld, err := resolveProgram(p, other, words)
		switch {
		case err != nil || withheld != "":
			if other.Stage != at.Stage { // what has no program yet is only a base
				return fmt.Sprintf("%s takes this %s over, and what %s starts there is not certain. Give each stage a command of its own", name, at.Keyword, said)
			}
		case !slices.Equal(there.words, program.words) || !slices.Equal(there.env, program.env):
			return fmt.Sprintf("%s starts the same %s, and %s means %s there. Give each stage a command of its own", name, at.Keyword, said, quoted(strings.Join(there.words, " ")))
		}
	}
	for _, c := range p.Children(t.Stage) {
		if why := childStartsOtherwise(c, t, at, words, program); why != "" {
			return fmt.Sprintf("%s is built on this image and %s", c.File.Path, why)
		}
	}
	return ""
}

// childStartsOtherwise is startsOtherwise for an image of another Dockerfile, which
// has the files of this one too.
func childStartsOtherwise(c fixes.Child, t *fixes.Target, at *dockerfile.Instruction, words []string, program argv) string {
	child := c.Target
	switch own := child.Process; {
	case own.Entrypoint.At != nil || own.Cmd.At != nil && t.Process.Entrypoint.At != at:
		return "" // starts something of its own
	case own.Cmd.At != nil:
		return "gives its ENTRYPOINT arguments by a CMD. Give it an ENTRYPOINT of its own"
	case child.Manifest == nil && child.Chain.End.Workdir == t.Chain.End.Workdir:
		return "" // the package.json of this one
	}
	there, withheld, err := resolveProgram(c.Pass, child, words)
	if err != nil || withheld != "" || !slices.Equal(there.words, program.words) || !slices.Equal(there.env, program.env) {
		return fmt.Sprintf("starts the same command, %s, in a project of its own. Give it a command of its own", quoted(strings.Join(words, " ")))
	}
	return ""
}

// argumentsInHeir returns what takes an ENTRYPOINT over and has a CMD for it where
// the target has none, a stage or another Dockerfile; "" when there is none.
func argumentsInHeir(p *fixes.Pass, t *fixes.Target, entrypoint *dockerfile.Instruction) string {
	for _, s := range p.File.Stages {
		process := p.ProcessOf(s)
		if s != t.Stage && process.Entrypoint.At == entrypoint && process.Cmd.Set() {
			return stageName(p, s)
		}
	}
	for _, c := range p.Children(t.Stage) {
		if own := c.Target.Process; own.Entrypoint.At == nil && own.Cmd.At != nil {
			return c.File.Path
		}
	}
	return ""
}
