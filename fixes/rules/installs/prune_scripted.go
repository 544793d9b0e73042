package installs

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// broughtByScript returns the package that a script of package.json, which a step
// runs, puts into node_modules and that the lockfile does not name, "" for none.
func broughtByScript(p *fixes.Pass, m fixes.Moment, at devneeds.PrunePlace, lock *node.Lockfile) string {
	for _, c := range launch.CommandsAt(m) {
		scripts := launch.ScriptsIn(strings.Join(deploy.WordsOf(c), " "))
		if len(scripts) == 0 || !c.DirKnown || !m.Scene.WorkdirKnown {
			continue
		}
		dir := m.Scene.Abs(c.Dir)
		pr := launch.ProjectAt(p, m.Stage, dir, m.Instruction)
		for _, text := range launch.TextsOf(pr.Manifest, scripts) {
			if name := putByText(text.Text, dir, path.Join(at.Dir, "node_modules"), lock); name != "" {
				return name
			}
		}
	}
	return ""
}

// putByText returns the package that the commands of a text put into a node_modules
// and that the lockfile does not name; dir is where they start.
func putByText(text, dir, modules string, lock *node.Lockfile) string {
	if !strings.Contains(text, "node_modules/") {
		return ""
	}
	commands, _ := project.ScriptCommands(text)
	for _, c := range commands {
		dest := c.Words[len(c.Words)-1]
		if !path.IsAbs(dest) {
			dest = path.Join(dir, dest)
		}
		switch {
		case len(c.Words) < 2:
		case c.Words[0] == "cd":
			dir = dest
		case putsFiles[c.Words[0]]:
			if name := foreignTo(lock, path.Clean(dest), modules); name != "" {
				return name
			}
		}
	}
	return ""
}
