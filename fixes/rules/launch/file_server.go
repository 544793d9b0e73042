package launch

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// fileServers are the programs of packages that only serve the files of a folder.
var fileServers = project.WordSet("http-server serve live-server sirv")

// IsFileServer reports whether the program is a server of files that has no code of its own.
func IsFileServer(t *fixes.Target) bool {
	words := node.Unwrap(t.Program())
	return len(words) > 0 && fileServers[path.Base(words[0])]
}

// OnlyServesFiles reports whether the program is such a server from a package that the image
// installs for all: whatever else the repository has for code does not run in it.
func OnlyServesFiles(p *fixes.Pass, t *fixes.Target) bool {
	return IsFileServer(t) && InstalledGlobally(p, t, path.Base(node.Unwrap(t.Program())[0]))
}
