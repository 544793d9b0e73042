package rules

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// meansRoot reports whether the value of a USER is root, whatever its group.
func meansRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "root" || strings.Trim(name, "0") == "" && name != ""
}

// effectiveUser returns the user that a container of the chain's stage starts
// as. It is not known when a build argument without default decides, or a base
// image of which nothing is known.
func effectiveUser(p *fixes.Pass, c *fixes.Chain) (user string, known bool) {
	if c.End.UserAt == nil {
		return baseUser(p, c)
	}
	if unsetUser(c) {
		return "root", true
	}
	return c.Before(c.End.UserAt).Expand(c.End.UserAt.Args[0].Text)
}

// userVariable is a USER that is one variable and nothing else.
var userVariable = pattern.New(`^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$`)

// unsetUser reports whether the last USER is a variable that nothing sets: no
// user, which means root.
func unsetUser(c *fixes.Chain) bool {
	if c.End.UserAt == nil || c.Base.Kind != image.OfficialNode || len(c.End.UserAt.Args) != 1 {
		return false
	}
	m := userVariable.FindStringSubmatch(c.End.UserAt.Args[0].Text)
	if m == nil {
		return false
	}
	scene, name := c.Before(c.End.UserAt), m[1]+m[2]
	_, env := scene.Env[name]
	_, arg := scene.Args[name]
	return !env && !arg
}

// baseUser returns the user that the base image sets, from its configuration
// when its name does not say.
func baseUser(p *fixes.Pass, c *fixes.Chain) (user string, known bool) {
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

// userBefore returns the user in force at a scene of the chain.
func userBefore(p *fixes.Pass, c *fixes.Chain, scene fixes.Scene) (user string, known bool) {
	if scene.UserAt == nil {
		return baseUser(p, c)
	}
	return c.Before(scene.UserAt).Expand(scene.UserAt.Args[0].Text)
}

// earlierUser returns the last user of the chain that is not root, "" when
// there never was one.
func earlierUser(p *fixes.Pass, c *fixes.Chain) string {
	for n := len(c.Steps) - 1; n >= 0; n-- {
		m := c.Steps[n]
		if !m.Is("USER") || len(m.Args) == 0 {
			continue
		}
		if user, ok := m.Scene.Expand(m.Args[0].Text); ok && user != "" && !meansRoot(user) {
			return m.Args[0].Text
		}
	}
	if user, ok := baseUser(p, c); ok && !meansRoot(user) {
		return user
	}
	return ""
}

// composeSetsUser reports whether every compose service that is made from the
// target runs as somebody else than root.
func composeSetsUser(t *fixes.Target) bool {
	services := 0
	for _, b := range t.Builds {
		if b.Source.Kind != builds.Compose {
			continue
		}
		if b.User == "" || meansRoot(b.User) {
			return false
		}
		services++
	}
	return services > 0
}
