package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// configPlace finds the value of a setting that is a place of files: below a folder
// where systems keep what programs write, or in one for data under a telling name.
var configPlace = pattern.New(`(?mi)^[ \t{]*["']?([\w.-]+)["']?[ \t]*[:=][ \t]*["']?(/var/(?:lib|log|cache|spool|opt)(?:/[^"'\s,}]*)?|` + dataRoots + `)["']?[ \t,}]*$`).Needs("/")

// placeSetting finds names of settings that say where files are.
var placeSetting = pattern.New(`(?i)(dir|directory|folder|file|filename|database|storage|location|output|log|(data|db|file|log|upload|cache|media|backup|storage|state)s?[._-]?path)$`)

// lookAtConfigs takes in what the program's configuration files name as the place of
// what it writes.
func (w *Writes) lookAtConfigs(p *fixes.Pass, dir string) error {
	if !w.Beside {
		return nil
	}
	copied := launch.CopiedFiles(p)
	for _, name := range p.Repo.Under(dir) {
		if !fixes.IsConfig(name) || !copied(name) {
			continue
		}
		found, err := p.Repo.FindAll(name, configPlace)
		if err != nil {
			return err
		}
		for _, m := range found {
			if w.owned(path.Clean(m[2])) {
				continue
			}
			if strings.HasPrefix(m[2], "/var/") || placeSetting.MatchString(m[1]) && !addressName.MatchString(m[1]) {
				w.place(Place{path.Clean(m[2]), name, true})
			}
		}
	}
	return nil
}
