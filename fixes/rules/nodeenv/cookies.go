package nodeenv

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

// CookieNote tells the reviewer that cookies will only travel over HTTPS or to one
// domain, or that pages of other sites are shut out.
func CookieNote(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, look := range []struct {
		found func(envFile) bool
		text  string
	}{
		{sendsSecurely, " sends cookies over HTTPS alone in production: browsers that come by plain HTTP do not keep them, and a login that rests on them fails."},
		{sendsToDomain, " binds cookies to a domain in production: browsers that come by another name do not keep them, and a login that rests on them fails."},
		{listsOrigins, " lets pages of other sites call it by another list in production: those that are not on it could not any more."},
		{closesOrigins, " lets pages of other sites call it only outside of production: they could not any more."},
	} {
		for _, f := range branches.files {
			if look.found(f) {
				return f.name + look.text, nil
			}
		}
	}
	if branches.err != nil {
		return "", branches.err
	}
	if medusa := medusaNote(p, t); medusa != "" {
		return medusa, nil
	}
	return keystoneNote(p, t)
}

// medusaNote: Medusa marks the cookie of its sessions as secure in production, whatever it is told
// (1: dist/loaders/express.js, 2: dist/http/express-loader.js of its framework).
func medusaNote(p *fixes.Pass, t *fixes.Target) string {
	manifest, _ := deploy.ProgramManifest(p, t)
	if manifest == nil || manifest.Dependencies["@medusajs/medusa"] == "" {
		return ""
	}
	return "Medusa sends the cookie of its sessions over HTTPS alone in production: people who reach its admin pages by plain HTTP could not log in any more."
}

// keystoneNote: Keystone marks the cookies of its sessions as secure in production where it is not told
// (@keystone-6/core, session).
func keystoneNote(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, name := range programSources.Of(p, t) {
		sessions, err := p.Repo.Matches(name, keystoneSessions)
		if err != nil || !sessions {
			if err != nil {
				return "", err
			}
			continue
		}
		if told, err := p.Repo.Matches(name, secureKey); err != nil || told {
			return "", err
		}
		return name + " leaves it to Keystone whether cookies travel over HTTPS alone, and they do in production: people who reach the program by plain HTTP could not log in any more.", nil
	}
	return "", nil
}

var (
	keystoneSessions = pattern.New(`\b(?:statelessSessions|storedSessions)\(`).Needs("Sessions(")
	secureKey        = pattern.New(`\bsecure\b`).Needs("secure")
	secureOption     = pattern.New(`\bsecure\s*[=:]\s*true`).Needs("secure")
)

// sendsSecurely reports whether a file marks cookies as secure in production.
func sendsSecurely(f envFile) bool {
	if f.settings["secure"] == source.Yes || f.settings["useSecureCookies"] == source.Yes {
		return true
	}
	return slices.ContainsFunc(f.in, func(b source.Branch) bool {
		return b.Name == "secure" && !emptyValue.MatchString(b.Text) || secureOption.MatchString(b.Text)
	})
}
