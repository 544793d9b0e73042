package rights

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// corepackAtRunTime returns the package manager that corepack provides and a
// container starts: as its process, or by a script or service, which by names.
func corepackAtRunTime(p *fixes.Pass, t *fixes.Target) (manager, by string) {
	if !launch.StartsCorepack(t.Chain) {
		return "", ""
	}
	if words := t.Program(); len(words) > 0 && byCorepack[path.Base(words[0])] {
		return path.Base(words[0]), ""
	}
	for _, s := range launch.StartTexts(p, t) {
		commands, _ := project.ScriptCommands(s.Text)
		for _, c := range commands {
			if words := fixes.Unwrap(c.Words); len(words) > 0 && byCorepack[path.Base(words[0])] {
				return path.Base(words[0]), s.Where + " runs " + path.Base(words[0]) + ": "
			}
		}
	}
	return "", ""
}

var byCorepack = map[string]bool{"yarn": true, "pnpm": true}
