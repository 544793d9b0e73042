package nodeenv

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// unreadProgram: the image starts a script and nothing else, and what the script
// does cannot be read: it may install, or be for development.
func unreadProgram(p *fixes.Pass, t *fixes.Target) string {
	scripts := deploy.StartScripts(p, t)
	if word := project.CalledScript(t.Program()); t.Process.Cmd.Shell && word != "" {
		scripts = slices.DeleteFunc(launch.AllScripts(p, t), func(s *startscript.Script) bool { return s.Word != word })
	}
	if len(scripts) == 0 {
		return ""
	}
	last := scripts[len(scripts)-1]
	if last.Found() || !t.Process.Cmd.Shell && t.Process.Cmd.At != nil && !slices.Contains(t.Process.Cmd.Words, last.Word) {
		return ""
	}
	return fmt.Sprintf("%s, so whether it installs dependencies or is for development is not known. Set NODE_ENV where the image runs for production", last.Missing(p))
}
