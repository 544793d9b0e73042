package launch

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// CommandNeedsDev returns why a CMD, an ENTRYPOINT or a HEALTHCHECK certainly
// needs dev dependencies.
func CommandNeedsDev(p *fixes.Pass, m fixes.Moment) *project.DevNeed {
	if !m.Is("CMD", "ENTRYPOINT", "HEALTHCHECK") {
		return nil
	}
	pr := ProjectAt(p, m.Stage, m.Scene.Workdir, nil)
	if pr.Manifest == nil {
		copied := deploy.CopiedProject(p, m.Stage, m.Scene.Workdir)
		if copied.Manifest == nil {
			return nil
		}
		pr = &project.Project{P: p, Dir: copied.Dir, Manifest: copied.Manifest, Lock: LockBeside(p, copied.Dir)}
	}
	var lines [][]string
	if c := m.ExecCommand(); c != nil {
		lines = append(lines, deploy.WordsOf(c))
	}
	for _, script := range m.Scripts(m.Scene.Shell) {
		for _, c := range script.Commands {
			lines = append(lines, deploy.WordsOf(c))
		}
	}
	for _, words := range lines {
		if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
			return need
		}
	}
	return nil
}
