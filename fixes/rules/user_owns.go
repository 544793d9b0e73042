package rules

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// ownsFolder reports whether the file gives a folder to a user: by chown, by the
// owner of a copy, or because it is made while the user is in force, all from the step on
// that makes the folder.
func ownsFolder(p *fixes.Pass, t *fixes.Target, user, folder string, since int) bool {
	name, _, _ := strings.Cut(user, ":")
	return slices.ContainsFunc(t.Chain.Steps[since:], func(m fixes.Moment) bool {
		switch {
		case m.Is("RUN"):
			return givenBy(p, t, m, name, folder)
		case m.Is("WORKDIR"):
			at, ok := m.Scene.Expand(m.Args[0].Text)
			return ok && m.Scene.Abs(at) == folder && inForce(p, t, m, name)
		}
		c, ok := p.ReadCopy(m)
		return ok && c.Known && c.Dir && inFolder(folder, c.Dest) && m.Flag("chown") != nil && isOwner(m.Flag("chown").Value, name)
	})
}

// givenBy reports whether a command of the RUN gives the folder to the user, or
// makes it as that user.
func givenBy(p *fixes.Pass, t *fixes.Target, m fixes.Moment, user, folder string) bool {
	for _, cmd := range commandsOf(&fixes.Chain{Steps: []fixes.Moment{m}}) {
		args, ok := cmd.Args()
		gives := cmd.Name() == "chown" && slices.ContainsFunc(args, func(a string) bool { return isOwner(a, user) })
		if !ok || !cmd.DirKnown || !gives && !(cmd.Name() == "mkdir" && inForce(p, t, m, user)) {
			continue
		}
		at := m.Scene
		at.Workdir = at.Abs(cmd.Dir)
		deep := gives && slices.ContainsFunc(args, isRecursive)
		if slices.ContainsFunc(args, func(a string) bool { return at.Abs(a) == folder || deep && inFolder(folder, at.Abs(a)) }) {
			return true
		}
	}
	return false
}

// isOwner reports whether the owner of a chown or of a copy is the user.
func isOwner(owner, user string) bool {
	name, _, _ := strings.Cut(owner, ":")
	return name == user
}

// inForce reports whether a step runs as the user.
func inForce(p *fixes.Pass, t *fixes.Target, m fixes.Moment, user string) bool {
	now, known := userBefore(p, t.Chain, m.Scene)
	return known && isOwner(now, user)
}
