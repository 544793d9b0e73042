package writes

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// StartedFiles returns the files of the repository that Node is given by what runs at the start:
// also those that are no part of the program, such as a script that writes its settings.
func StartedFiles(p *fixes.Pass, t *fixes.Target) (names []string) {
	for _, s := range launch.StartTexts(p, t) {
		for _, words := range deploy.SpelledOut([]string{s.Text}) {
			for _, file := range deploy.RunnerFiles(node.Unwrap(project.BareProgram(words))) {
				abs := t.Chain.End.Abs(path.Join(s.Folder, file))
				if path.IsAbs(file) {
					abs = file
				}
				for _, ending := range []string{"", ".js", ".mjs", ".cjs", ".ts", ".mts"} {
					if name, ok := p.Origin(t.Stage, abs+ending, nil); ok && project.IsJavaScript(name) && p.Repo.Exists(name) {
						names = append(names, name)
						break
					}
				}
			}
		}
	}
	return names
}
