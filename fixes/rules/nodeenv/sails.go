package nodeenv

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// sailsMigrates finds the setting by which Sails makes or alters the tables of a
// database when it starts.
var sailsMigrates = pattern.New(`(?m)^[^/*\n]*\bmigrate['"]?\s*:\s*['"](?:alter|drop)['"]`).Needs("migrate")

// sailsTables: in production Sails leaves the tables as they are, whatever the
// setting says (sailsjs.com/documentation/concepts/models-and-orm/model-settings).
func sailsTables(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil || !manifest.Depends("sails") {
		return "", nil
	}
	for _, name := range p.Sources(dir) {
		migrates, err := p.Repo.Matches(name, sailsMigrates)
		if err != nil {
			return "", err
		}
		if migrates {
			return fmt.Sprintf("%s lets Sails make the tables of the database when it starts, which Sails does not do in production. Make them in a step of their own first", name), nil
		}
	}
	return "", nil
}
