package secret

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// assignment is NAME=value or NAME value, quotes included.
var assignment = pattern.New(`([A-Za-z_][A-Za-z0-9_]*)(\s*[=:]\s*|\s+)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'&|;<>]+)`)

// login is the user's part of an address.
var login = pattern.New(`(://[^\s/:@]+:)([^\s/@$]+)@`)

// Mask returns a line of a Dockerfile with every secret in it written as
// asterisks: values of variables with a secret's name, credentials of package
// registries, tokens of a known form. The length stays, so that columns do.
func Mask(line string) string {
	line = MaskTokens(line)
	out := []byte(line)
	for at := 0; at < len(line); {
		m := assignment.FindStringSubmatchIndex(line[at:])
		if m == nil {
			break
		}
		name, value := line[at+m[2]:at+m[3]], line[at+m[6]:at+m[7]]
		legacy := strings.TrimSpace(line[at+m[4]:at+m[5]]) == ""
		if Name(name) && !strings.HasPrefix(strings.Trim(value, `"'`), "$") && (!legacy || strings.HasPrefix(strings.ToUpper(strings.TrimSpace(line)), "ENV "+strings.ToUpper(name))) {
			end := at + m[7]
			if legacy { // takes the rest of the line
				end = len(strings.TrimRight(line, "\\ \t\r\n"))
			}
			stars(out, at+m[6], end)
			at = end
			continue
		}
		at += m[3] // the value may be an assignment itself
	}
	return string(out)
}

// MaskTokens returns s with tokens of a known form, credentials of package
// registries and passwords in addresses written as asterisks.
func MaskTokens(s string) string {
	if !suspicious(s) {
		return s
	}
	out := []byte(s)
	for _, f := range forms {
		if !f.in(s) {
			continue
		}
		for _, m := range f.pattern.FindAllStringIndex(s, -1) {
			stars(out, m[0], m[1])
		}
	}
	for _, m := range keyLine.FindAllStringSubmatchIndex(s, -1) {
		if line := s[m[2]:m[3]]; strings.ToLower(line) != line && strings.ToUpper(line) != line { // no checksum
			stars(out, m[2], m[3])
		}
	}
	for _, m := range shortened.FindAllStringIndex(s, -1) {
		stars(out, m[0], m[1])
	}
	for _, m := range npmCredential.FindAllStringSubmatchIndex(s, -1) {
		stars(out, m[4], m[5])
	}
	for _, m := range login.FindAllStringSubmatchIndex(s, -1) {
		stars(out, m[4], m[5])
	}
	for _, at := range allSent(s) {
		stars(out, at[0], at[1])
	}
	for _, m := range continued.FindAllStringSubmatchIndex(s, -1) {
		stars(out, m[2], m[3])
	}
	return string(out)
}

// shortened is a token of which a text shows the beginning only.
var shortened = pattern.New(`\b(npm_|gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|xox[a-z]-|[rs]k_live_|sk-)[A-Za-z0-9_-]+(?:\.\.\.|…)`).Needs("...", "…")

// keyLine is a line inside of a private key, or of a certificate.
var keyLine = pattern.New(`(?m)^[ \t]*([A-Za-z0-9+/]{64,76}={0,2})\r?$`)

// suspicious is a cheap look before the patterns.
func suspicious(s string) bool {
	for _, part := range []string{"_", "-", "AKIA", "ASIA", "AIza", "SG.", "PGPASSWORD", "://", "uthorization", "UTHORIZATION"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return len(s) >= 64 && keyLine.MatchString(s)
}

func stars(b []byte, from, to int) {
	for n := from; n < to; n++ {
		b[n] = '*'
	}
}
