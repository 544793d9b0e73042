package startscript

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// nodeLine finds a first line that hands a file to Node or to what runs
// TypeScript on it.
var nodeLine = pattern.New(`^#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)*(?:\w+=\S+\s+)*)?(?:\S*/)?(?:node|nodejs|tsx|ts-node)(?:\s|$)`)

// NodeFile reports whether a file is a program of Node by its first line, whatever
// its name: bin/www of an Express application.
func NodeFile(src string) bool {
	line, _, _ := strings.Cut(src, "\n")
	return nodeLine.MatchString(line)
}

// NamedNodeFile returns such a file of the repository that a command run in a
// folder of the image names, "" for other commands.
func NamedNodeFile(p *fixes.Pass, t *fixes.Target, words []string, dir string) string {
	if len(words) == 0 || !strings.Contains(words[0], "/") {
		return ""
	}
	abs := words[0]
	if !path.IsAbs(abs) {
		abs = path.Join(dir, abs)
	}
	name, ok := p.Origin(t.Stage, abs, nil)
	if !ok || p.Repo.IsDir(name) {
		return ""
	}
	if src, ok, err := p.Repo.Read(name); err != nil || !ok || !NodeFile(string(src)) {
		return ""
	}
	return name
}
