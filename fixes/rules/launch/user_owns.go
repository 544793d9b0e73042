package launch

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// MeansRoot reports whether the value of a USER is root, whatever its group.
func MeansRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "root" || strings.Trim(name, "0") == "" && name != ""
}

// BaseUser returns the user that the base image sets, from its configuration
// when its name does not say.
func BaseUser(p *fixes.Pass, c *fixes.Chain) (user string, known bool) {
	if c.Scratch {
		return "root", true
	}
	if !c.Known || c.Base.User != "" {
		return c.Base.User, c.Base.User != ""
	}
	info, err := p.ImageConfig(c.Ref)
	if err != nil || info.Config == nil {
		return "", false
	}
	return c.Base.With(info.Config).User, true
}

// UserBefore returns the user in force at a scene of the chain.
func UserBefore(p *fixes.Pass, c *fixes.Chain, scene fixes.Scene) (user string, known bool) {
	if scene.UserAt == nil {
		return BaseUser(p, c)
	}
	return c.Before(scene.UserAt).Expand(scene.UserAt.Args[0].Text)
}

// GivenBy reports whether a command of the RUN gives the folder to the user, or
// makes it as that user.
func GivenBy(p *fixes.Pass, t *fixes.Target, m fixes.Moment, user, folder string) bool {
	for _, cmd := range CommandsOf(&fixes.Chain{Steps: []fixes.Moment{m}}) {
		args, ok := m.ArgsOf(cmd)
		gives := cmd.Name() == "chown" && slices.ContainsFunc(args, func(a string) bool { return IsOwner(a, user) })
		if !ok || !cmd.DirKnown || !gives && !(cmd.Name() == "mkdir" && InForce(p, t, m, user)) {
			continue
		}
		at := m.Scene
		at.Workdir = at.Abs(cmd.Dir)
		deep := gives && slices.ContainsFunc(args, deploy.IsRecursive)
		if slices.ContainsFunc(args, func(a string) bool { return at.Abs(a) == folder || deep && deploy.InFolder(folder, at.Abs(a)) }) {
			return true
		}
	}
	return false
}

// IsOwner reports whether the owner of a chown or of a copy is the user.
func IsOwner(owner, user string) bool {
	name, _, _ := strings.Cut(owner, ":")
	return name == user
}

// InForce reports whether a step runs as the user.
func InForce(p *fixes.Pass, t *fixes.Target, m fixes.Moment, user string) bool {
	now, known := UserBefore(p, t.Chain, m.Scene)
	return known && IsOwner(now, user)
}
