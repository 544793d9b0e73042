package nodeenv

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// programSources are the source files of the target's program, with those outside of its folder that it
// certainly imports: of packages of the same repository, or by a path.
var programSources = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) []string {
	sources := launch.SourcesOf(p, t)
	outside := slices.DeleteFunc(slices.Clone(launch.ImportedOutside(p, t)), func(name string) bool { return slices.Contains(sources, name) })
	return append(slices.Clip(sources), outside...)
}}
