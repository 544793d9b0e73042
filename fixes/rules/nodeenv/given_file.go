package nodeenv

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// FileGivesNodeEnv reports whether a file of variables that a service gives the target's containers
// sets NODE_ENV: as where compose itself does, the value is chosen there.
func FileGivesNodeEnv(p *fixes.Pass, t *fixes.Target) bool {
	line := launch.VariableLine("NODE_ENV")
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		return slices.ContainsFunc(b.EnvFiles, func(name string) bool {
			data, ok, err := p.Repo.Read(name)
			return err == nil && ok && line.Match(data)
		})
	})
}
