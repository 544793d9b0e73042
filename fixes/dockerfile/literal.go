package dockerfile

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// LiteralText returns what the shell makes of a word when it expands nothing in it.
func LiteralText(word *syntax.Word) (string, bool) {
	var out strings.Builder
	for n, part := range word.Parts {
		switch p := part.(type) {
		case *syntax.Lit:
			s, ok := unescape(p.Value, len(word.Parts) == 1)
			if !ok || n == 0 && strings.HasPrefix(p.Value, "~") {
				return "", false
			}
			out.WriteString(s)
		case *syntax.SglQuoted:
			if p.Dollar {
				return "", false
			}
			out.WriteString(p.Value)
		case *syntax.DblQuoted:
			if p.Dollar {
				return "", false
			}
			for _, inner := range p.Parts {
				lit, ok := inner.(*syntax.Lit)
				if !ok {
					return "", false
				}
				out.WriteString(unescapeQuoted(lit.Value))
			}
		default:
			return "", false
		}
	}
	return out.String(), true
}

// unescape removes backslashes outside quotes; it is false for a pattern that
// the shell expands.
func unescape(s string, alone bool) (string, bool) {
	if alone && (s == "[" || s == "{" || s == "}") {
		return s, true
	}
	if strings.ContainsAny(s, "{") && (strings.Contains(s, ",") || strings.Contains(s, "..")) {
		return "", false
	}
	var out strings.Builder
	for n := 0; n < len(s); n++ {
		switch c := s[n]; {
		case c == '\\' && n+1 < len(s):
			if n++; s[n] == '\n' {
				continue
			}
		case c == '*' || c == '?' || c == '[':
			return "", false
		}
		out.WriteByte(s[n])
	}
	return out.String(), true
}

// unescapeQuoted removes the backslashes that count inside double quotes.
func unescapeQuoted(s string) string {
	var out strings.Builder
	for n := 0; n < len(s); n++ {
		if s[n] == '\\' && n+1 < len(s) && slices.Contains([]byte("$`\"\\\n"), s[n+1]) {
			if n++; s[n] == '\n' {
				continue
			}
		}
		out.WriteByte(s[n])
	}
	return out.String()
}
