package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// joined returns the words of a command whose ENTRYPOINT is a package manager alone: what it does is in the
// words that follow, and yarn without any installs. ok is false for other commands.
func joined(entrypoint, command []string) (words []string, ok bool) {
	entrypoint = project.WithoutInits(entrypoint)
	if len(entrypoint) != 1 || len(command) == 0 || !aloneManager[path.Base(entrypoint[0])] {
		return nil, false
	}
	return slices.Concat(entrypoint, command), true
}

var aloneManager = project.WordSet("yarn npm pnpm bun npx bunx yarnpkg")

// imageCommand returns the words of an image's own ENTRYPOINT and CMD together, where joined does.
func imageCommand(t *fixes.Target) (words []string, ok bool) {
	if t.Process.Entrypoint.Shell || t.Process.Cmd.Shell {
		return nil, false
	}
	return joined(t.Process.Entrypoint.Words, t.Process.Cmd.Words)
}

// serviceCommands returns what a compose service gives the image in place of its own command: its
// entrypoint and its command, or both together where joined does.
func serviceCommands(t *fixes.Target, b builds.Build) [][]string {
	entrypoint := b.Entrypoint
	if len(entrypoint) == 0 && !t.Process.Entrypoint.Shell {
		entrypoint = t.Process.Entrypoint.Words
	}
	if words, ok := joined(entrypoint, b.Command); ok {
		return [][]string{words}
	}
	return [][]string{b.Entrypoint, b.Command}
}
