package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// StartLines returns the commands that the image itself starts: its program, all
// those of a shell, and those of its start scripts.
func StartLines(p *fixes.Pass, t *fixes.Target) [][]string {
	lines := [][]string{t.Program()}
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(t.Chain.Before(c.At).Shell) {
			for _, command := range script.Commands {
				lines = append(lines, deploy.WordsOf(command))
			}
		}
	}
	for _, s := range StartTexts(p, t) {
		if s.Call || s.Script != nil {
			lines = append(lines, deploy.SpelledOut([]string{s.Text})...)
		}
	}
	return deploy.WithHandedOn(append(lines, managedLines(p, t, lines)...))
}

// Purpose returns what a target's image is made to run, as far as the
// Dockerfile or a compose file says; "" for an image that only says what its
// base says.
func Purpose(t *fixes.Target) string {
	if NamesCommand(t) {
		return t.Process.Last().Text
	}
	for _, b := range t.Builds {
		if len(b.Command) > 0 {
			return strings.Join(b.Command, " ")
		}
		if len(b.Entrypoint) > 0 {
			return strings.Join(b.Entrypoint, " ")
		}
	}
	if base := t.Chain.Base; base.Kind == image.DistrolessNode || base.PlatformOwnsProcess() {
		return "what the platform starts"
	}
	return ""
}

// ProgramArgv returns the words of the target's program behind its scripts.
func ProgramArgv(t *fixes.Target, pr *project.Project) []string {
	words := t.Program()
	if script, argv := pr.Manifest.Runs(words); script != "" {
		return argv
	}
	return words
}
