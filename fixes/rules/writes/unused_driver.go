package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	lucidClient   = pattern.New(`\bclient\s*:\s*['"][\w-]+['"]`).Needs("client")
	lucidComputed = pattern.New(`\bclient\s*:\s*[^'"\s]`).Needs("client")
	saysSQLite    = pattern.New(`(?i)sqlite`)
)

// unusedDriver reports whether a driver of SQLite is only left from the template of a
// project of AdonisJS: its configuration names the clients of all its connections, none
// of them is SQLite, and no source speaks of it.
func unusedDriver(p *fixes.Pass, m *node.Manifest, dir, pkg string) (bool, error) {
	if !saysSQLite.MatchString(pkg) || m.Dependencies["@adonisjs/lucid"] == "" {
		return false, nil
	}
	config := path.Join(dir, "config/database.ts")
	names, err := p.Repo.Matches(config, lucidClient)
	if err != nil || !names || p.Repo.Unread(dir) {
		return false, err
	}
	if computes, err := p.Repo.Matches(config, lucidComputed); err != nil || computes {
		return false, err
	}
	for _, name := range p.Sources(dir) {
		if strings.HasSuffix(name, ".d.ts") {
			continue
		}
		if says, err := p.Repo.Matches(name, saysSQLite); err != nil || says {
			return false, err
		}
	}
	return true, nil
}
