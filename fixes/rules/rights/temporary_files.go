package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// leftInTemporary: a step of root makes something in /tmp that the program names. There
// everybody may make files, and nobody but root may change or replace this one.
func (o *Ownership) leftInTemporary(p *fixes.Pass, t *fixes.Target) string {
	for n, m := range t.Chain.Steps {
		if user, known := launch.UserBefore(p, t.Chain, m.Scene); !known || !launch.MeansRoot(user) {
			continue
		}
		for _, abs := range temporaryMade(m) {
			if !o.covers(abs) && !changedLater(t.Chain, abs) && !removedSince(t.Chain.Steps[n:], abs) && namesPath(p, t, abs) {
				return fmt.Sprintf("line %d makes %s as root, and the program names it: another user could not write there", m.StartLine, abs)
			}
		}
	}
	return ""
}

// temporaryMade returns the paths below /tmp of the files that a RUN makes, and of the folder of a WORKDIR.
func temporaryMade(m fixes.Moment) (out []string) {
	keep := func(at fixes.Scene, word string) {
		if abs := at.Abs(word); strings.HasPrefix(abs, "/tmp/") || strings.HasPrefix(abs, "/var/tmp/") {
			out = append(out, abs)
		}
	}
	switch {
	case m.Is("WORKDIR") && len(m.Args) == 1:
		keep(m.Scene, m.Args[0].Text)
	case m.Is("RUN") && strings.Contains(m.Spoken(), "tmp"):
		for _, r := range launch.Redirections(m.Spoken()) {
			keep(m.Scene, r[1])
		}
		for _, c := range launch.CommandsAt(m) {
			args, _ := c.Args()
			for _, word := range args {
				at := m.Scene
				at.Workdir = at.Abs(c.Dir)
				if makesPath(m, at.Abs(word)) {
					keep(at, word)
				}
			}
		}
	}
	return out
}

// removedSince reports whether a step removes or moves a path, or what lies beside it.
func removedSince(steps []fixes.Moment, abs string) bool {
	return slices.ContainsFunc(steps, func(m fixes.Moment) bool {
		return slices.ContainsFunc(launch.CommandsAt(m), func(c *dockerfile.Command) bool {
			args, _ := c.Args()
			return (c.Name() == "rm" || c.Name() == "mv") && slices.ContainsFunc(args, func(a string) bool {
				return deploy.InFolder(abs, strings.TrimSuffix(m.Scene.Abs(a), "/*"))
			})
		})
	})
}
