package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// unseenProgram: no package.json is certain to be the program's, and the repository has
// no code that it may be made of.
func unseenProgram(p *fixes.Pass, t *fixes.Target) string {
	if m, _ := deploy.ProgramManifest(p, t); m != nil || len(launch.SourcesOf(p, t)) > 0 || writesProgram(t) || launch.IsFileServer(t) {
		return ""
	}
	for _, s := range deploy.StartScripts(p, t) {
		if s.Found() {
			return fmt.Sprintf("the code of the program that %s starts is not in this repository, so what NODE_ENV=production changes in it is not known. Set NODE_ENV where it is run", s.Path)
		}
	}
	return fmt.Sprintf("the code of the program (%s) is not in this repository, so what NODE_ENV=production changes in it is not known. Set NODE_ENV where it is run", strings.Join(t.Program(), " "))
}

// writesProgram reports whether the Dockerfile writes files by itself, of which the
// program may be one.
func writesProgram(t *fixes.Target) bool {
	for _, m := range t.Chain.Steps {
		if m.Is("COPY", "ADD") && len(m.Heredocs) > 0 {
			return true
		}
	}
	return false
}
