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
	return ""
}

// argumentsInHeir returns the stage that takes an ENTRYPOINT over and has a CMD
// for it where the target has none, "" when there is none.
func argumentsInHeir(p *fixes.Pass, t *fixes.Target, entrypoint *dockerfile.Instruction) string {
	for _, s := range p.File.Stages {
		process := p.ProcessOf(s)
		if s != t.Stage && process.Entrypoint.At == entrypoint && process.Cmd.Set() {
			return stageName(p, s)
		}
	}
	return ""
}
