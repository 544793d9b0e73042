package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
)

// bareNode begins the reasons of an image that starts what its base starts.
const bareNode = "the image starts node without a program, so another image may be made from it"

// startsBareNode reports whether the image starts node and gives it nothing to run,
// as the images of Node do themselves, also through a script that runs what it is given.
func startsBareNode(t *fixes.Target) bool {
	return t.Process.Last() != nil && (isBareNode(t.Program()) || isBareNode(t.Given())) && !startedByServices(t)
}

func isBareNode(words []string) bool {
	return len(words) == 1 && (path.Base(words[0]) == "node" || path.Base(words[0]) == "nodejs")
}

// namesCommand reports whether the file says what the image starts: ENTRYPOINT []
// and CMD [] only take away what the base says.
func namesCommand(t *fixes.Target) bool {
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At != nil && c.Set() {
			return true
		}
	}
	return false
}
