package ignores

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// startsAbsent reports whether the stage starts a file of the whole context that is not in the
// repository: what the image runs is put into the context before the build, with its packages.
func (v *View) startsAbsent(stage *dockerfile.Stage) bool {
	started := fixes.StartedFile(stage.Instructions)
	return started != "" && !slices.Contains(v.tree, started)
}
