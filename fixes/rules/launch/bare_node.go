package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// BareNode begins the reasons of an image that starts what its base starts.
const BareNode = "the image starts node without a program, so another image may be made from it"

// StartsBareNode reports whether the image starts node and gives it nothing to run,
// as the images of Node do themselves, also through a script that runs what it is given.
func StartsBareNode(t *fixes.Target) bool {
	return t.Process.Last() != nil && (isBareNode(t.Program()) || isBareNode(t.Given())) && !StartedByServices(t)
}

// ProgramByVariable reports whether node gets a program that a variable names, as in
// sh -c 'node "$SERVICE/main.js"', so that it only looks as if it got none.
func ProgramByVariable(t *fixes.Target) bool {
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(nil) {
			if slices.ContainsFunc(script.Commands, func(cmd *dockerfile.Command) bool {
				args, literal := cmd.Args()
				return isBareNode(cmd.Leading()) && (!literal || len(args) > 0)
			}) {
				return true
			}
		}
	}
	return false
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
