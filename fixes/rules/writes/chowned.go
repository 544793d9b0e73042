package writes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
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

// givenTo reports which paths the file gives to the program's user: to node, or to the one that the
// image has already.
func givenTo(p *fixes.Pass, t *fixes.Target) func(abs string) bool {
	user, known := launch.UserBefore(p, t.Chain, t.Chain.End)
	user, _, _ = strings.Cut(user, ":")
	if !known || launch.MeansRoot(user) {
		return func(abs string) bool { return Chowned(t.Chain, abs) }
	}
	return func(abs string) bool {
		return Chowned(t.Chain, abs) || slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
			return m.Is("RUN") && launch.GivenBy(p, t, m, user, abs)
		})
	}
}
