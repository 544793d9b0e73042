package secret

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// Issued reports whether a value looks as if a service or a generator had made
// it: long, of one word, with letters and digits.
func Issued(value string) bool {
	return len(value) >= 16 && !strings.ContainsAny(value, " $/") && strings.ContainsAny(value, "0123456789") &&
		strings.ContainsAny(strings.ToLower(value), "abcdefghijklmnopqrstuvwxyz") && !issuedExample.MatchString(value)
}

var issuedExample = pattern.New(`(?i)change|example|your|replace|insecure|development|secret|password|default`)
