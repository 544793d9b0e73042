package nodeenv

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

// A refusal is what a package does not start without in production, and makes up by itself
// outside of it.
type refusal struct {
	pkg       string           // that is a dependency of the program
	in        *pattern.Pattern // finds the files, by their text, that may say it
	called    bool             // these files set the package up: without one the program may only be its client
	keys      []string         // one of them says it, in code
	variables []string         // one of them says it too
	says      string           // what is missing, for people
}

// refusals, by the code of the packages: sails-hook-sockets (lib/configure.js), Medusa (1:
// dist/loaders/config.js, 2: dist/config/config.js of its framework) and Better Auth
// (dist/context/create-context.mjs).
var refusals = []refusal{
	{
		pkg: "sails-hook-sockets", in: pattern.New(`\b(?:onlyAllowOrigins|beforeConnect)\b`).Needs("onlyAllowOrigins", "beforeConnect"),
		keys:      []string{"onlyAllowOrigins", "beforeConnect"},
		variables: []string{"sails_sockets__onlyAllowOrigins"},
		says:      "sockets.onlyAllowOrigins or sockets.beforeConnect in its configuration",
	},
	{
		pkg: "@medusajs/medusa", in: pattern.New(`\bjwt_?[sS]ecret\b`).Needs("jwt"),
		keys:      []string{"jwtSecret", "jwt_secret"},
		variables: []string{"JWT_SECRET"},
		says:      "a secret for its tokens (JWT_SECRET)",
	},
	{
		pkg: "@medusajs/medusa", in: pattern.New(`\bcookie_?[sS]ecret\b`).Needs("cookie"),
		keys:      []string{"cookieSecret", "cookie_secret"},
		variables: []string{"COOKIE_SECRET"},
		says:      "a secret for its cookies (COOKIE_SECRET)",
	},
	{
		pkg: "better-auth", in: pattern.New(`\bbetterAuth\s*\(`).Needs("betterAuth"), called: true,
		keys:      []string{"secret"},
		variables: []string{"BETTER_AUTH_SECRET", "AUTH_SECRET"},
		says:      "a secret (BETTER_AUTH_SECRET)",
	},
}

// refusesToStart: a package of the program stops in production without a setting that
// nothing here makes.
func refusesToStart(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	for _, r := range refusals {
		if manifest.Dependencies[r.pkg] == "" || slices.ContainsFunc(r.variables, func(name string) bool { return givenVariable(p, t, name) }) {
			continue
		}
		said, err := r.said(p, dir)
		if err != nil {
			return "", err
		}
		if !said {
			return fmt.Sprintf("%s does not start in production without %s, and nothing here sets that", r.pkg, r.says), nil
		}
	}
	return "", nil
}

// said reports whether the code below a folder makes the setting, or does not need it.
func (r refusal) said(p *fixes.Pass, dir string) (bool, error) {
	said := r.called
	for _, name := range p.Sources(dir) {
		if may, err := p.Repo.Matches(name, r.in); err != nil || !may {
			if err != nil {
				return false, err
			}
			continue
		}
		data, _, err := p.Repo.Spelled(name)
		if err != nil {
			return false, err
		}
		if source.Take(data).Sets(r.keys...) {
			return true, nil
		}
		said = false
	}
	return said, nil
}
