package pid1

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// StartsBeside reports whether a script starts other programs in the background before it
// gives its place to the program: those are not signalled today, and shall not be gone
// while the program still answers its last requests.
func StartsBeside(p *fixes.Pass, t *fixes.Target) bool {
	if t.Process.Entrypoint.Shell || t.Process.Cmd.Shell {
		return false
	}
	beside := false
	for _, text := range launch.StartTexts(p, t) {
		s := text.Script
		if s == nil && text.Instruction {
			s = &startscript.Script{Path: text.Where, Src: text.Text}
		}
		if s == nil {
			continue
		}
		if !s.EndsInExec() {
			return false // the shell stays, and would keep the signal to itself
		}
		beside = beside || s.LeavesRunning()
	}
	return beside
}

// ForChildAlone returns the words of an init so that it signals its child alone, and not
// the group of that, as tini does by itself.
func ForChildAlone(words []string) []string {
	if !slices.Equal(words, []string{"dumb-init"}) {
		return words
	}
	return []string{"dumb-init", "--single-child"}
}
