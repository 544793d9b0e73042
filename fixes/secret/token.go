package secret

import (
	"regexp"
	"strings"
)

// forms are how tokens of well-known services look, with what issues them. The
// patterns are those the services document, or that their tokens have had.
var forms = []struct {
	of      string
	pattern *regexp.Regexp
}{
	{"npm", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{30,}`)},
	{"GitHub", regexp.MustCompile(`\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})`)},
	{"GitLab", regexp.MustCompile(`\bgl(pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{16,}`)},
	{"AWS", regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{16}\b`)},
	{"Slack", regexp.MustCompile(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`)},
	{"Stripe", regexp.MustCompile(`\b[rs]k_live_[A-Za-z0-9]{16,}`)},
	{"Google", regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`)},
	{"OpenAI or Anthropic", regexp.MustCompile(`\bsk-(proj-|ant-)?[A-Za-z0-9_-]{32,}`)},
	{"SendGrid", regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)},
	{"Docker Hub", regexp.MustCompile(`\bdckr_pat_[A-Za-z0-9_-]{20,}`)},
	{"Sentry", regexp.MustCompile(`\bsntry[su]_[A-Za-z0-9_=+/-]{30,}`)},
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
}

// Token returns who issued the first well-known token in s, and where in s it
// stands. A token with nothing but repeated characters is an example.
func Token(s string) (issuer string, start, end int, found bool) {
	for _, f := range forms {
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
var npmCredential = regexp.MustCompile(`(:_authToken|:_auth|:_password|\b_auth|\b_authToken|\b_password|\bnpmAuthToken|\bnpmAuthIdent)\s*[=: ]\s*["']?([^\s"'$\\&|;<>]{8,})`)

// Credential reports whether s holds a credential of a package registry that
// is written out.
func Credential(s string) bool { return npmCredential.MatchString(s) }
