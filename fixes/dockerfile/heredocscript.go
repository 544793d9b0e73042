package dockerfile

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/text"
)

// heredocScripts reads a RUN with heredocs as BuildKit runs it: a heredoc alone
// is the script, else the command line runs with the bodies behind it.
func (i *Instruction) heredocScripts(d dialect) []*Script {
	line := i.Text[i.command.Start:i.command.End]
	if parser.MustParseHeredoc(line) != nil {
		return i.body(&i.Heredocs[0], d)
	}
	full := line
	for _, h := range i.Heredocs {
		full += "\n" + h.Content + h.Name
	}
	script := parseScript(full, d, func(start, end int) (text.Span, bool) {
		if end > len(line) {
			return text.Span{}, false
		}
		return i.commandLine(start, end)
	})
	if script == nil {
		return nil
	}
	scripts := []*Script{script}
	for n, d := range interpreters(parseShell(full, d)) {
		if n < len(i.Heredocs) && d != foreign {
			scripts = append(scripts, i.body(&i.Heredocs[n], d)...)
		}
	}
	return scripts
}

// body reads a heredoc whose interpreter is a shell, unless its first line
// names another one.
func (i *Instruction) body(h *Heredoc, d dialect) []*Script {
	if d = shebang(h.Content, d); d == foreign {
		return nil
	}
	script := parseScript(h.Content, d, func(start, end int) (text.Span, bool) {
		return text.Span{Start: h.Body.Start + start, End: h.Body.Start + end}, false
	})
	if script == nil {
		return nil
	}
	script.Heredoc = true
	return []*Script{script}
}

// interpreters returns, for each heredoc of a script in order, the dialect of
// the shell that reads it as its program; foreign for any other reader.
func interpreters(file *syntax.File) []dialect {
	var found []dialect
	syntax.Walk(file, func(node syntax.Node) bool {
		s, ok := node.(*syntax.Stmt)
		if !ok {
			return true
		}
		reader := foreign
		if call, ok := s.Cmd.(*syntax.CallExpr); ok {
			reader = stdinShell(call)
		}
		for _, r := range s.Redirs {
			if r.Op != syntax.Hdoc && r.Op != syntax.DashHdoc {
				continue
			}
			if r.N != nil && r.N.Value != "0" {
				found = append(found, foreign)
			} else {
				found = append(found, reader)
			}
		}
		return true
	})
	return found
}

// stdinShell returns the dialect of a command that is a shell and reads its
// program from standard input.
func stdinShell(call *syntax.CallExpr) dialect {
	if len(call.Args) == 0 {
		return foreign
	}
	for _, arg := range call.Args[1:] {
		flag := arg.Lit()
		switch {
		case flag == "-s" || flag == "-":
			return dialectNamed(path.Base(call.Args[0].Lit()))
		case strings.HasPrefix(flag, "-o"), strings.HasPrefix(flag, "--"):
		case !strings.HasPrefix(flag, "-") && flag != "pipefail", strings.HasSuffix(flag, "c"):
			return foreign
		}
	}
	return dialectNamed(path.Base(call.Args[0].Lit()))
}

// shebang returns the dialect that a script's first line asks for, d when it
// asks for none.
func shebang(script string, d dialect) dialect {
	first, _, _ := strings.Cut(script, "\n")
	program, ok := strings.CutPrefix(first, "#!")
	if !ok {
		return d
	}
	var words []string
	for _, w := range strings.Fields(program) {
		if !strings.HasPrefix(w, "-") {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return foreign
	}
	return dialectOf(words)
}
