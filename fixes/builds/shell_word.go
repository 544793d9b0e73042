package builds

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word returns the text of a word when it is known.
func (w *shellWalk) word(word *syntax.Word) shellWord {
	var b strings.Builder
	known := w.parts(&b, word.Parts)
	return shellWord{b.String(), known}
}

func (w *shellWalk) parts(b *strings.Builder, parts []syntax.WordPart) bool {
	known := true
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescape(p.Value))
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			known = w.parts(b, p.Parts) && known
		case *syntax.ParamExp:
			text, ok := w.param(p)
			b.WriteString(text)
			known = known && ok
		case *syntax.CmdSubst:
			text, ok := substitution(p)
			b.WriteString(text)
			known = known && ok
		default:
			known = false
		}
	}
	return known
}

// param returns the value of a plain variable, or the default it is given.
func (w *shellWalk) param(p *syntax.ParamExp) (string, bool) {
	if p.Param == nil || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Length || p.Excl {
		return "", false
	}
	text, known := w.env[p.Param.Value]
	switch {
	case known && p.Exp == nil:
		return text, true
	case p.Param.Value == "PWD" && p.Exp == nil:
		return ".", true
	case p.Exp != nil && (p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull) && p.Exp.Word != nil:
		if known {
			return text, true
		}
		word := w.word(p.Exp.Word)
		return word.text, word.known
	}
	return "", false
}

// substitution knows the ways scripts ask for their folders.
func substitution(p *syntax.CmdSubst) (string, bool) {
	var b strings.Builder
	if err := syntax.NewPrinter(syntax.SingleLine(true)).Print(&b, &syntax.File{Stmts: p.Stmts}); err != nil {
		return "", false
	}
	text := strings.TrimSpace(b.String())
	switch {
	case text == "pwd":
		return ".", true
	case text == "git rev-parse --show-toplevel":
		return root, true
	case strings.HasPrefix(text, "dirname "):
		return scriptDir, strings.Contains(text, "$0") || strings.Contains(text, "BASH_SOURCE")
	case strings.HasPrefix(text, "cd ") && strings.HasSuffix(strings.TrimSpace(text), "pwd") && strings.Contains(text, "dirname"):
		up := ""
		if _, after, ok := strings.Cut(text, "/.."); ok {
			up = "/.." + strings.Repeat("/..", strings.Count(after, "/.."))
		}
		return scriptDir + up, true
	}
	return "", false
}

// unescape removes the backslashes of an unquoted literal.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
