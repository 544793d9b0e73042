package rights

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// buildOnly reports whether a temporary folder is likely there for the build: it
// is /tmp itself, which anyone may write to, or a step uses what it holds.
func buildOnly(name string, c *fixes.Chain) bool {
	return name == "/tmp" || slices.ContainsFunc(c.Steps, func(m fixes.Moment) bool {
		if m.Is("RUN") {
			return slices.ContainsFunc(launch.CommandsAt(m), func(cmd *dockerfile.Command) bool { return usesFolder(cmd, name) })
		}
		return slices.ContainsFunc(m.Args, func(w dockerfile.Word) bool { return strings.HasPrefix(w.Text, name) })
	})
}

// usesFolder reports whether a command runs in a folder or names it, other than
// to make it.
func usesFolder(cmd *dockerfile.Command, name string) bool {
	if deploy.InFolder(cmd.Dir, name) {
		return true
	}
	return !slices.Contains([]string{"mkdir", "chmod", "chown"}, cmd.Name()) &&
		slices.ContainsFunc(cmd.Words, func(w dockerfile.ShellWord) bool { return strings.Contains(w.Text, name) })
}
