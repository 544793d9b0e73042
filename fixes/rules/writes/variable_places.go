package writes

import (
	"cmp"
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// ValueInFiles returns the value that an environment file beside the program, or
// the example of one, gives a variable.
func ValueInFiles(p *fixes.Pass, t *fixes.Target, name string) (value string, given bool) {
	line := launch.VariableLine(name)
	_, own := deploy.ProgramManifest(p, t)
	for _, file := range p.Repo.Wanted() {
		if dir := path.Dir(file); dir != own && dir != "." || !project.EnvironmentFile.MatchString(path.Base(file)) {
			continue
		}
		data, ok, err := p.Repo.Read(file)
		if err != nil || !ok {
			continue
		}
		if m := line.FindSubmatch(data); m != nil {
			return string(m[1]), true
		}
	}
	return "", false
}

const placeName = `((?:[A-Z0-9]+_)*(?:STORAGE|UPLOADS?|DATA|BACKUPS?|MEDIA|LOGS?|DOWNLOADS?|OUTPUT|ATTACHMENTS?|ARTIFACTS?|CLONES?|WORKSPACES?|REPOS|REPOSITORIES)(?:_[A-Z0-9]+)*_(?:PATH|DIR|DIRECTORY|FOLDER|ROOT|LOCATION))`

var (
	// placeVariable finds where a variable is read whose name says that it is the
	// place of what a program writes, and the rest of that line.
	placeVariable = pattern.New(`(?m)(?:process\.env\.`+placeName+`\b|(?:process\.env\[)?['"]`+placeName+`['"]\]?)(.*)$|[{,]\s*`+placeName+`\s*(?:,[^}\n]*)?\}\s*=\s*process\.env\b`).Needs("_PATH", "_DIR", "_FOLDER", "_ROOT", "_LOCATION")
	hasDefault    = pattern.New(`(?i)\|\||\?|default|^\s*[,:]\s*\S|fallback`)
	// readPlace finds names of files that programs read.
	readPlace = pattern.New(`(^|_)(KEY|CERT|CERTIFICATE|CREDENTIALS?|TOKEN|SECRET|CONFIG|TEMPLATES?|SCHEMA|ENV|SEED|IMPORT)_`)
)

// lookAtPlaceVariables takes in the variables that alone say where the program
// writes.
func (w *Writes) lookAtPlaceVariables(p *fixes.Pass, t *fixes.Target, names []string) error {
	if !w.Beside || w.Storage != "" {
		return nil
	}
	for _, name := range names {
		found, err := p.Repo.FindAll(name, placeVariable)
		if err != nil {
			return err
		}
		for _, m := range found {
			variable := m[1] + m[2] + m[4]
			if hasDefault.MatchString(m[3]) || readPlace.MatchString(variable) {
				continue
			}
			given, _ := ValueInFiles(p, t, variable)
			switch place := cmp.Or(environmentOf(t, variable), given); {
			case place == "":
				w.Storage = fmt.Sprintf("%s takes the place of its files from %s, and nothing here sets that", name, variable)
				return nil
			case path.IsAbs(place) && !deploy.InFolder(place, t.Chain.End.Workdir):
				w.place(Place{path.Clean(place), name, true})
			}
		}
	}
	return nil
}
