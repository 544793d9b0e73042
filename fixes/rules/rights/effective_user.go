package rights

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// EffectiveUser returns the user that a container of the chain's stage starts
// as. It is not known when a build argument without default decides, or a base
// image of which nothing is known.
func EffectiveUser(p *fixes.Pass, c *fixes.Chain) (user string, known bool) {
	if c.End.UserAt == nil {
		return launch.BaseUser(p, c)
	}
	if UnsetUser(c) {
		return "root", true
	}
	return c.Before(c.End.UserAt).Expand(c.End.UserAt.Args[0].Text)
}

// userVariable is a USER that is one variable and nothing else.
var userVariable = pattern.New(`^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$`)

// UnsetUser reports whether the last USER is a variable that nothing sets: no
// user, which means root.
func UnsetUser(c *fixes.Chain) bool {
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

// earlierUser returns the last user of the chain that is not root, "" when
// there never was one.
func earlierUser(p *fixes.Pass, c *fixes.Chain) string {
	for n := len(c.Steps) - 1; n >= 0; n-- {
		m := c.Steps[n]
		if !m.Is("USER") || len(m.Args) == 0 {
			continue
		}
		if user, ok := m.Scene.Expand(m.Args[0].Text); ok && user != "" && !launch.MeansRoot(user) {
			return m.Args[0].Text
		}
	}
	if user, ok := launch.BaseUser(p, c); ok && !launch.MeansRoot(user) {
		return user
	}
	return ""
}

// ComposeSetsUser reports whether every compose service that is made from the
// target runs as somebody else than root.
func ComposeSetsUser(t *fixes.Target) bool {
	services := 0
	for _, b := range t.Builds {
		if b.Source.Kind != builds.Compose {
			continue
		}
		if b.User == "" || launch.MeansRoot(b.User) {
			return false
		}
		services++
	}
	return services > 0
}
