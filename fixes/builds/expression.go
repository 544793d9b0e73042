package builds

import "strings"

// unknownExpression stands for what a workflow computes. It is no value of a
// shell or a path.
const unknownExpression = "$__expression__"

// inName keeps of an expression what can be a part of a shell variable's name.
var inName = strings.NewReplacer(".", "_", "-", "_", " ", "", "|", "", "'", "", "(", "", ")", "", "[", "", "]", "", ",", "", "=", "", "!", "", "&", "", "*", "", "/", "", `"`, "", "\n", "")

// openExpression returns a workflow value as a template.
func openExpression(s string, known map[string]string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "${{")
		b.WriteString(before)
		inner, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			return b.String()
		}
		whole := "${{" + inner + "}}"
		if text, ok := expression(whole, known); ok {
			b.WriteString(text)
		} else {
			b.WriteString(open(strings.TrimSpace(inner)))
		}
		s = after
	}
}

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
			b.WriteString(unknownExpression + inName.Replace(name))
			ok = false
		}
		s = after
	}
}
