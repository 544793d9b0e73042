package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// AstroSessions is the folder, below that of the project as it was built, in which the adapter of
// Astro for Node keeps sessions where nothing says otherwise.
const AstroSessions = "node_modules/.astro"

var (
	// sessionPages are the pages of Astro that use a session, and sessionCalls finds the use of one
	// in endpoints and middleware.
	sessionPages = &fixes.Selection{Named: fixes.IsAstro, Holds: pattern.New(`\bAstro\.session\b`).Needs("Astro.session")}
	sessionCalls = pattern.New(`\b(?:context|ctx)\.session\b|\(\s*\{[^{}()]*\bsession\b[^{}()]*\}\s*(?::\s*APIContext\s*)?(?:,[^()]*)?\)\s*=>`).Needs("session")
	// sessionsElsewhere finds what gives sessions, or all that Astro caches, another place.
	sessionsElsewhere = pattern.New(`\b(?:session|cacheDir)\b`).Needs("session", "cacheDir")
)

// UsesAstroSessions returns the file of a server built by Astro that uses a session which is kept in
// AstroSessions, "" when none does.
func UsesAstroSessions(p *fixes.Pass, m *node.Manifest, dir string) (where string, err error) {
	if m.Dependencies["astro"] == "" || m.Dependencies["@astrojs/node"] == "" {
		return "", nil
	}
	pages, err := p.Repo.Select(sessionPages)
	if err != nil {
		return "", err
	}
	for _, name := range pages {
		if where == "" && project.ProjectOf(p, name) == dir {
			where = name
		}
	}
	for _, name := range p.Sources(dir) {
		find := sessionCalls
		if strings.HasPrefix(path.Base(name), "astro.config.") {
			find = sessionsElsewhere
		}
		found, err := p.Repo.Matches(name, find)
		if err != nil {
			return "", err
		}
		switch {
		case found && find == sessionsElsewhere:
			return "", nil
		case found && where == "":
			where = name
		}
	}
	return where, nil
}
