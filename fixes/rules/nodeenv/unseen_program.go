package nodeenv

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// unseenProgram: no package.json is certain to be the program's, and the repository has
// no code that it may be made of.
func unseenProgram(p *fixes.Pass, t *fixes.Target) string {
	if m, _ := deploy.ProgramManifest(p, t); m != nil || len(launch.SourcesOf(p, t)) > 0 || writesProgram(t) || isFileServer(t) {
		return ""
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

// fileServers are the programs of packages that only serve the files of a folder.
var fileServers = project.WordSet("http-server serve live-server sirv")

// isFileServer reports whether the program is a server of files that has no code of its own.
func isFileServer(t *fixes.Target) bool {
	words := node.Unwrap(t.Program())
	return len(words) > 0 && fileServers[path.Base(words[0])]
}
