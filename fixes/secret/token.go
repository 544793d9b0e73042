package secret

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// A form is how tokens of a well-known service look, with what issues them.
type form struct {
	of      string
	pattern *pattern.Pattern
	// parts are texts of which a token holds one: a cheap look before the
	// pattern.
	parts []string
}

// in reports whether s may hold a token of the form.
func (f form) in(s string) bool {
	return slices.ContainsFunc(f.parts, func(part string) bool { return strings.Contains(s, part) })
}

// forms are the patterns that the services document, or that their tokens have
// had.
var forms = []form{
	{"npm", pattern.New(`\bnpm_[A-Za-z0-9]{30,}`), []string{"npm_"}},
	{"GitHub", pattern.New(`\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})`), []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}},
	{"GitLab", pattern.New(`\bgl(pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{16,}`), []string{"glp", "gld", "glr", "glc", "gls"}},
	{"AWS", pattern.New(`\b(AKIA|ASIA)[A-Z0-9]{16}\b`), []string{"AKIA", "ASIA"}},
	{"Slack", pattern.New(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`), []string{"xox"}},
	{"Stripe", pattern.New(`\b[rs]k_live_[A-Za-z0-9]{16,}`), []string{"k_live_"}},
	{"Google", pattern.New(`\bAIza[A-Za-z0-9_-]{35}`), []string{"AIza"}},
	{"OpenAI or Anthropic", pattern.New(`\bsk-(proj-|ant-)?[A-Za-z0-9_-]{32,}`), []string{"sk-"}},
	{"SendGrid", pattern.New(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`), []string{"SG."}},
	{"Docker Hub", pattern.New(`\bdckr_pat_[A-Za-z0-9_-]{20,}`), []string{"dckr_pat_"}},
	{"Sentry", pattern.New(`\bsntry[su]_[A-Za-z0-9_=+/-]{30,}`), []string{"sntry"}},
	{"a private key", pattern.New(`-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\]*`), []string{"PRIVATE KEY"}},
}

// Token returns who issued the first well-known token in s, and where in s it
// stands. A token with nothing but repeated characters is an example.
func Token(s string) (issuer string, start, end int, found bool) {
	for _, f := range forms {
		if !f.in(s) {
			continue
		}
		for _, m := range f.pattern.FindAllStringIndex(s, -1) {
			if !example(s[m[0]:m[1]]) {
				return f.of, m[0], m[1], true
			}
		}
	}
	return "", 0, 0, false
}

// example reports whether a token is one that documentation would show: its
// last twenty characters hold three different ones at most, or it says so.
func example(token string) bool {
	tail := token[max(0, len(token)-20):]
	var seen []rune
	for _, r := range tail {
		if !strings.ContainsRune(string(seen), r) {
			seen = append(seen, r)
		}
	}
	return len(seen) <= 3 || strings.Contains(strings.ToUpper(token), "EXAMPLE")
}

// npmCredential is a credential written out in .npmrc form.
var npmCredential = pattern.New(`(:_authToken|:_auth|:_password|\b_auth|\b_authToken|\b_password|\bnpmAuthToken|\bnpmAuthIdent)\s*[=: ]\s*["']?([^\s"'$\\&|;<>]{8,})`).Needs("_auth", "_password", "npmAuth")

// Credential reports whether s holds a credential of a package registry that
// is written out.
func Credential(s string) bool { return npmCredential.MatchString(s) }
