package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
)

// watchedByCompose returns why a stage in the middle of a file is one for
// development: every build of it is a compose service that starts a watcher.
func (t *Target) watchedByCompose() (why string) {
	for _, b := range t.Builds {
		words := serviceCommand(b)
		if joined := t.GivenBy(b); t.watching(joined) != "" {
			words = joined
		}
		if b.Source.Kind != builds.Compose || t.watching(words) == "" {
			return ""
		}
		why = b.Source.Path + " starts it with a development server: " + strings.Join(words, " ")
	}
	return why
}

// serviceCommand returns the words that a service puts in the place of the image's
// command, nil when it leaves that as it is.
func serviceCommand(b builds.Build) []string {
	words := b.Entrypoint
	if len(words) == 0 {
		words = b.Command
	}
	if len(words) == 1 {
		words = strings.Fields(words[0])
	}
	return words
}

// GivenBy returns the image's ENTRYPOINT with the command that a service gives it,
// nil for a service which has none, or an entrypoint of its own, and for an
// ENTRYPOINT in shell form, which takes no command.
func (t *Target) GivenBy(b builds.Build) []string {
	entry := t.Process.Entrypoint
	if len(b.Entrypoint) > 0 || len(b.Command) == 0 || entry.Shell || !entry.Set() {
		return nil
	}
	return Unwrap(slices.Concat(entry.Words, serviceCommand(b)))
}
