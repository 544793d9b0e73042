package rules

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// placeVariable finds the line of a variable whose name says that it is the
	// place of what a program writes.
	placeVariable = pattern.New(`(?m)^.*\b((?:[A-Z0-9]+_)*(?:STORAGE|UPLOADS?|DATA|FILES?|BACKUPS?|MEDIA|LOGS?|DOWNLOADS?|OUTPUT|ATTACHMENTS?)(?:_[A-Z0-9]+)*_(?:PATH|DIR|DIRECTORY|FOLDER|ROOT|LOCATION))\b(.*)$`).Needs("_PATH", "_DIR", "_FOLDER", "_ROOT", "_LOCATION")
	readsVariable = pattern.New(`(?i)env|config`)
	hasDefault    = pattern.New("(?i)\\|\\||\\?\\?|\\?|default|=\\s*['\"`./_p]|['\"]\\)?\\s*,\\s*\\S|fallback")
)

// lookAtPlaceVariables takes in the variables that alone say where the program
// writes.
func (w *writes) lookAtPlaceVariables(p *fixes.Pass, t *fixes.Target, dir string) error {
	if !w.beside || w.outside != "" || w.storage != "" {
		return nil
	}
	for _, name := range sourcesIn(p, dir) {
		found, err := p.Repo.FindAll(name, placeVariable)
		if err != nil {
			return err
		}
		for _, m := range found {
			if !readsVariable.MatchString(m[0]) || hasDefault.MatchString(m[2]) {
				continue
			}
			switch place := environmentOf(t, m[1]); {
			case place == "":
				w.storage = fmt.Sprintf("%s writes where %s says, and nothing here sets that", name, m[1])
				return nil
			case path.IsAbs(place) && !inFolder(place, t.Chain.End.Workdir):
				w.outside, w.file, w.unsure = path.Clean(place), name, true
				return nil
			}
		}
	}
	return nil
}
