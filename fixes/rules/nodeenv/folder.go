package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// builtFolder finds a folder of what is built.
var builtFolder = pattern.New("['\"`](?:\\.{0,2}/)*((?:dist|build|out|lib|compiled)(?:/[^'\"`]*)?)['\"`]").Needs("dist", "build", "out", "lib", "compiled")

// lacksBuilt: the image runs the sources, and the program looks for its files among what nothing here
// builds.
func lacksBuilt(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	m := builtFolder.FindStringSubmatch(b.Text)
	if m == nil || b.Other == "" {
		return ""
	}
	folder, _, _ := strings.Cut(m[1], "/")
	words, _ := deploy.ProgramWords(p, t)
	if mayHold(p, t, folder) || strings.Contains(strings.Join(words, " "), folder) || launch.BuildsProject(p) {
		return ""
	}
	return fmt.Sprintf("takes files of the program from %s in production, and nothing here makes them. Set NODE_ENV where they are", folder)
}
