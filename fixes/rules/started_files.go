package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
)

// startedFiles returns the files of the repository that Node is given by what runs at the start:
// also those that are no part of the program, such as a script that writes its settings.
func startedFiles(p *fixes.Pass, t *fixes.Target) (names []string) {
	for _, s := range startTexts(p, t) {
		for _, words := range spelledOut([]string{s.text}) {
			for _, file := range runnerFiles(bareProgram(words)) {
				abs := t.Chain.End.Abs(path.Join(s.folder, file))
				if path.IsAbs(file) {
					abs = file
				}
				for _, ending := range []string{"", ".js", ".mjs", ".cjs"} {
					if name, ok := p.Origin(t.Stage, abs+ending, nil); ok && isJavaScript(name) && p.Repo.Exists(name) {
						names = append(names, name)
						break
					}
				}
			}
		}
	}
	return names
}
