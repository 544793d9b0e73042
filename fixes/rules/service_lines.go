package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
)

// serviceLines returns the commands that a service starts in a target's image:
// its own, and its command as the image's ENTRYPOINT gets it.
func serviceLines(t *fixes.Target, b builds.Build) [][]string {
	lines := append(spelledOut(b.Entrypoint), spelledOut(b.Command)...)
	if given := t.GivenBy(b); len(given) > 0 {
		lines = append(lines, given)
	}
	return lines
}
