package secret

import "github.com/nodedock/nodedock/fixes/pattern"

// sent finds a value in a header that says who asks, or that of the login of a download.
var sent = pattern.New(`(?i:\bauthorization:\s*(?:bearer|token|basic)\s+|private-token:\s*|x-api-key:\s*)([\w.~+/=-]{16,})|`+
	`\bcurl\b[^\n|;&]*?\s(?:-u|--user)[ =]["']?[\w.@-]+:([^\s"'$\\]{6,})|\bwget\b[^\n|;&]*?\s--(?:http-)?password[ =]["']?([^\s"'$\\]{6,})`).Needs(":", "assword")

// Sent returns where the first credential stands in s that a command sends and that is written
// out, in a header or as a login. What only stands in for one is none.
func Sent(s string) (start, end int, found bool) {
	for _, m := range sent.FindAllStringSubmatchIndex(s, -1) {
		for n := 2; n < len(m); n += 2 {
			if m[n] < 0 {
				continue
			}
			value := s[m[n]:m[n+1]]
			if n == 2 && !Issued(value) || n > 2 && (Placeholder(value) || example(value) || standsIn(value)) {
				continue
			}
			return m[n], m[n+1], true
		}
	}
	return 0, 0, false
}
