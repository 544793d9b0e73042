package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

var (
	// databaseSetting finds where settings name the file of a database, fileValue a value
	// that is written there, also for want of a variable, and besideSettings a path that is
	// put together from the folder of the settings.
	databaseSetting = pattern.New(`\b(?:filename|storage)["']?\s*:\s*([^\n]*)`).Needs("filename", "storage")
	fileValue       = pattern.New("^(?:process\\.env\\.\\w+\\s*(?:\\|\\||\\?\\?)\\s*)?['\"`]([^'\"`$]+)['\"`]")
	besideSettings  = pattern.New(`^(?:path\.)?(?:join|resolve)\(\s*__dirname\s*,[^()]*\)`)
)

// lookAtDatabaseSettings takes in where the settings of Knex and Sequelize say that a database
// is kept. It settles nothing when one of the places is not written there.
func (w *Writes) lookAtDatabaseSettings(p *fixes.Pass, t *fixes.Target, dir string, store *string) error {
	var places []Place
	for _, name := range p.Repo.Wanted() {
		base := path.Base(name)
		if in := path.Dir(name); in != dir && in != path.Join(dir, "config") || !strings.HasPrefix(base, "knexfile.") && (path.Ext(base) != ".json" || !fixes.IsSettings(base)) || !launch.CopiedAnywhere(p, name) {
			continue
		}
		found, err := p.Repo.FindAll(name, databaseSetting)
		if err != nil {
			return err
		}
		for _, m := range found {
			at := Place{File: name}
			if written := fileValue.FindStringSubmatch(m[1]); written != nil {
				at.Path = written[1]
			} else if !besideSettings.MatchString(m[1]) {
				return nil
			}
			places = append(places, at)
		}
	}
	for _, at := range places {
		switch {
		case at.Path == ":memory:":
		case !path.IsAbs(at.Path), deploy.InFolder(at.Path, t.Chain.End.Workdir):
			w.Beside, w.presumed, w.named, w.Why, w.by = true, false, true, at.File+" keeps a database in a file", at.File
		case !w.owned(at.Path):
			w.place(at)
		}
		*store = ""
	}
	return nil
}
