package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
)

// BareNode begins the reasons of an image that starts what its base starts.
const BareNode = "the image starts node without a program, so another image may be made from it"

// StartsBareNode reports whether the image starts node and gives it nothing to run,
// as the images of Node do themselves, also through a script that runs what it is given.
func StartsBareNode(t *fixes.Target) bool {
	return t.Process.Last() != nil && (isBareNode(t.Program()) || isBareNode(t.Given())) && !StartedByServices(t)
}

func isBareNode(words []string) bool {
	return len(words) == 1 && (path.Base(words[0]) == "node" || path.Base(words[0]) == "nodejs")
}

// NamesCommand reports whether the file says what the image starts: ENTRYPOINT []
// and CMD [] only take away what the base says.
func NamesCommand(t *fixes.Target) bool {
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At != nil && c.Set() {
			return true
		}
	}
	return false
}

// StartedByServices reports whether services say what the image starts.
func StartedByServices(t *fixes.Target) bool {
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return len(b.Command)+len(b.Entrypoint) > 0 })
}
