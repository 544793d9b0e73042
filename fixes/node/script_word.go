package node

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// literal returns the text of a word, or why the shell would change it.
func literal(word *syntax.Word) (text, why string) {
	var b strings.Builder
	for n, part := range word.Parts {
		switch p := part.(type) {
		case *syntax.Lit:
			if n == 0 && strings.HasPrefix(p.Value, "~") {
				why = "it uses the home folder (~)"
			}
			if at := strings.IndexAny(p.Value, "*?["); at >= 0 && !escaped(p.Value, at) {
				why = "it uses a file pattern"
			}
			b.WriteString(unescape(p.Value))
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			for _, inner := range p.Parts {
				if lit, ok := inner.(*syntax.Lit); ok {
					b.WriteString(unescapeQuoted(lit.Value))
				} else {
					why = expansion(inner)
				}
			}
		default:
			why = expansion(part)
		}
	}
	return b.String(), why
}

func escaped(s string, at int) bool { return at > 0 && s[at-1] == '\\' }

// expansion names what the shell would put in.
func expansion(part syntax.WordPart) string {
	switch p := part.(type) {
	case *syntax.ParamExp:
		if p.Param != nil {
			return "it uses the variable $" + p.Param.Value
		}
	case *syntax.CmdSubst:
		return "it uses the output of another command"
	}
	return "it uses shell syntax"
}

// unescape removes the backslashes of an unquoted literal.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// unescapeQuoted removes the backslashes that mean something in double quotes.
func unescapeQuoted(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\$`, `$`, "\\`", "`").Replace(s)
}
