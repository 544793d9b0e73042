package builds

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word returns the text of a word when it is known, and as a template.
func (w *shellWalk) word(word *syntax.Word) shellWord {
	return w.parts(word.Parts)
}

func (w *shellWalk) parts(parts []syntax.WordPart) shellWord {
	whole := shellWord{known: true}
	for _, part := range parts {
		next := shellWord{open: open("")}
		switch p := part.(type) {
		case *syntax.Lit:
			next = literally(unescape(p.Value))
		case *syntax.SglQuoted:
			next = literally(p.Value)
		case *syntax.DblQuoted:
			next = w.parts(p.Parts)
		case *syntax.ParamExp:
			next = w.param(p)
		case *syntax.CmdSubst:
			if text, ok := substitution(p); ok {
				next = literally(text)
			}
		}
		whole.text += next.text
		whole.open += next.open
		whole.known = whole.known && next.known
		if len(whole.text) > maxValue || len(whole.open) > maxValue {
			return shellWord{open: open("")}
		}
	}
	return whole
}

// literally returns the word of a text that is as it is written.
func literally(text string) shellWord { return shellWord{text, true, text} }

// param returns the value of a plain variable, or the default it is given.
func (w *shellWalk) param(p *syntax.ParamExp) shellWord {
	if p.Param == nil || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Length || p.Excl {
		return shellWord{open: open("")}
	}
	name := p.Param.Value
	text, known := w.env[name]
	value := shellWord{text, known, text}
	if chosen := w.open[name]; chosen != "" {
		value.open = chosen
	} else if !known {
		value.open = open(name)
	}
	switch {
	case p.Exp == nil && name == "PWD" && !known:
		return literally(".")
	case p.Exp == nil:
		return value
	case p.Exp.Word == nil:
	case p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull || p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull:
		if !known {
			value = w.word(p.Exp.Word)
			value.open = openDefault(name, value.open)
			if p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull {
				w.give(name, value)
			}
		}
		return value
	case p.Exp.Op == syntax.RemSmallSuffix && w.word(p.Exp.Word).text == "/":
		value.text, value.open = strings.TrimSuffix(value.text, "/"), strings.TrimSuffix(value.open, "/")
		return value
	}
	return shellWord{open: open("")}
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
