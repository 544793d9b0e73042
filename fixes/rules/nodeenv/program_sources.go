package nodeenv

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// programSources are the source files of the target's program, with those outside of its folder that it
// certainly imports: of packages of the same repository, or by a path.
var programSources = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) []string {
	sources := launch.SourcesOf(p, t)
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil || dir == "." {
		return sources
	}
	sources = slices.Clone(sources)
	for _, name := range launch.ProgramFiles(p, t) {
		if !launch.InFolderOrRoot(name, dir) && !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	return sources
}}
