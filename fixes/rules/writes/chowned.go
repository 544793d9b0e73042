package writes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// Chowned reports whether a RUN of the chain gives the folder to the node user.
func Chowned(c *fixes.Chain, name string) bool { return ChownedTo(c, name, "node", "1000") }

// ChownedTo reports whether a RUN gives a path to one of the owners, whatever
// the group.
func ChownedTo(c *fixes.Chain, name string, owners ...string) bool {
	for _, m := range c.Steps {
		if !m.Is("RUN") {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, cmd := range script.Commands {
				args, _ := m.ArgsOf(cmd)
				given := slices.ContainsFunc(args, func(a string) bool {
					owner, _, _ := strings.Cut(a, ":")
					return slices.ContainsFunc(owners, func(o string) bool { return owner == o || owner == o+"."+o })
				})
				at := m.Scene
				at.Workdir = at.Abs(cmd.Dir)
				if cmd.Name() == "chown" && given && cmd.DirKnown && slices.ContainsFunc(args, func(a string) bool {
					abs := at.Abs(a)
					return abs == name || slices.ContainsFunc(args, deploy.IsRecursive) && deploy.InFolder(name, abs)
				}) {
					return true
				}
			}
		}
	}
	return false
}
