package startscript

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var trapsSignals = pattern.New(`(?m)(^|[;&|]|\s)trap\s+\S.*\b(SIG)?(TERM|INT|15)\b`)

// HandlesSignals reports whether the script itself does something when the
// container is stopped. A script that traps the interrupt of a terminal alone
// while it waits for another service, and then gives its place to the program,
// does not: wait-for-it.sh is one.
func (s *Script) HandlesSignals() bool {
	if !trapsSignals.MatchString(s.Code()) {
		return false
	}
	file := s.parse()
	if file == nil || !s.EndsInExec() {
		return true
	}
	handles, seen := false, false
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok || len(call.Args) < 3 || call.Args[0].Lit() != "trap" {
			return true
		}
		seen = true
		for _, signal := range call.Args[2:] {
			switch strings.TrimPrefix(strings.ToUpper(signal.Lit()), "SIG") {
			case "INT", "2", "EXIT", "0", "ERR", "HUP", "1":
			default:
				handles = true
			}
		}
		return true
	})
	return handles || !seen
}
