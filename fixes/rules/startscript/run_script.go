package startscript

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/nesting"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A writtenScript is a file that steps of the Dockerfile write by echo and printf.
type writtenScript struct {
	src  string
	line int // of the last step that writes it, 0 when none does
	// known is false when what a step writes is not certain.
	known bool
}

// writtenByRun returns the file that RUN steps write to a path of the target's
// image, or to the one that it is copied from.
func writtenByRun(p *fixes.Pass, t *fixes.Target, abs string) writtenScript {
	for _, made := range p.MadeIn(t.Stage, abs) {
		c := p.Chain(made.Stage)
		w := writtenScript{}
		for _, m := range c.Steps {
			if m.Is("RUN") && strings.Contains(m.Text, ">") && strings.Contains(m.Text, path.Base(made.Path)) && len(m.Heredocs) == 0 {
				w.take(m, made.Path, c.Base.OS)
			}
		}
		if w.line > 0 {
			return w
		}
	}
	return writtenScript{}
}

var runWords = pattern.New(`^\s*\S+\s+(--\S+\s+)*`)

// take adds what one RUN writes.
func (w *writtenScript) take(m fixes.Moment, abs string, os image.OS) {
	src := runWords.ReplaceAllString(m.Text, "")
	if len(src) > project.MaxScriptText || nesting.TooDeep(src) {
		return
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(src), "")
	if err != nil {
		return
	}
	certain := true
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			certain = certain && (len(n.Args) == 0 || n.Args[0].Lit() != "cd" && n.Args[0].Lit() != "sed")
		case *syntax.Stmt:
			for _, r := range n.Redirs {
				target, ok := dockerfile.LiteralText(r.Word)
				if !ok || r.Op != syntax.RdrOut && r.Op != syntax.AppOut || m.Scene.Abs(target) != abs {
					continue
				}
				text, told := toldBy(n.Cmd, os, len(m.Scene.Shell) > 0)
				if r.Op == syntax.RdrOut {
					w.src, w.known = "", true
				}
				w.src, w.line, w.known = w.src+text, m.StartLine, w.known && told && certain && m.Scene.WorkdirKnown
			}
		}
		return true
	})
}

// toldBy returns what echo or printf writes, where every shell that the image may
// have writes the same.
func toldBy(cmd syntax.Command, os image.OS, shellSet bool) (text string, ok bool) {
	call, is := cmd.(*syntax.CallExpr)
	if !is || len(call.Args) < 2 {
		return "", false
	}
	var words []string
	for _, arg := range call.Args {
		word, ok := dockerfile.LiteralText(arg)
		if !ok {
			return "", false
		}
		words = append(words, word)
	}
	text = strings.Join(words[1:], " ")
	switch name := words[0]; {
	case name == "printf" && len(words) > 2 && words[1] == `%s\n`:
		return strings.Join(words[2:], "\n") + "\n", true
	case name == "printf" && len(words) == 2 && !strings.Contains(text, "%"):
		return unescaped(text)
	case name != "echo":
		return "", false
	case !strings.Contains(text, `\`) && !strings.HasPrefix(text, "-"):
		return text + "\n", true
	case shellSet:
		return "", false // dash and bash take backslashes in different ways
	case os == image.Debian && !strings.HasPrefix(text, "-"):
		text, ok = unescaped(text)
		return text + "\n", ok
	case os == image.Alpine && strings.HasPrefix(text, "-e "):
		text, ok = unescaped(strings.TrimPrefix(text, "-e "))
		return text + "\n", ok
	}
	return "", false
}

var otherEscape = pattern.New(`\\[^ntr\\"']`)

// unescaped takes the escapes of printf out of a text.
func unescaped(text string) (string, bool) {
	if otherEscape.MatchString(text) {
		return "", false
	}
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\"`, `"`, `\'`, `'`).Replace(text), true
}
