package builds

import "strings"

// unknownExpression stands for what a workflow computes. It is no value of a
// shell or a path.
const unknownExpression = "$__expression__"

// expression replaces the ${{ }} of a workflow value that are known: env and
// matrix values, the workspace. ok is false when one is not known.
func expression(s string, known map[string]string) (text string, ok bool) {
	var b strings.Builder
	ok = true
	for {
		before, rest, found := strings.Cut(s, "${{")
		b.WriteString(before)
		if !found {
			return b.String(), ok
		}
		inner, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return b.String() + unknownExpression, false
		}
		name := strings.TrimSpace(inner)
		switch text, is := known[name]; {
		case is:
			b.WriteString(text)
		case name == "github.workspace":
			b.WriteString(".")
		default:
			b.WriteString(unknownExpression)
			ok = false
		}
		s = after
	}
}
