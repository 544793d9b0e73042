package dockerfile

import (
	"path"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/text"
)

// maxScript is the longest shell text, in bytes, that is taken apart: the
// shell parser needs stack for every level of nesting.
const maxScript = 64 << 10

// scriptCache keeps the scripts of an instruction for each dialect.
type scriptCache struct {
	mu      sync.Mutex
	scripts map[dialect][]*Script
}

// A dialect is a shell language that is understood.
type dialect int

const (
	foreign dialect = iota
	posix
	bash
)

// Scripts returns the shell texts of a RUN, CMD, ENTRYPOINT or HEALTHCHECK: the
// command line, or the bodies of heredocs whose interpreter is a shell. shell
// is the active SHELL; nil is /bin/sh -c. The result is empty for shells that
// are neither POSIX nor Bash, and for text that does not parse. Of an exec form
// it is the inner text of ["sh", "-c", "…"], and of a RUN in exec form the one
// command that it is. Both are marked as Heredoc: they may be read but never
// edited (see also ExecCommand), as is what a line that is no JSON array was meant to run.
func (i *Instruction) Scripts(shell []string) []*Script {
	if !i.Is("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK") {
		return nil
	}
	d := dialectOf(shell)
	i.scripts.mu.Lock()
	defer i.scripts.mu.Unlock()
	if scripts, done := i.scripts.scripts[d]; done {
		return scripts
	}
	if i.scripts.scripts == nil {
		i.scripts.scripts = map[dialect][]*Script{}
	}
	scripts := i.readScripts(d)
	i.scripts.scripts[d] = scripts
	return scripts
}

func (i *Instruction) readScripts(d dialect) []*Script {
	switch {
	case i.Exec:
		return i.execScripts()
	case d == foreign || i.command.Len() == 0 || i.Is("HEALTHCHECK") && i.Args[0].Text != "CMD":
		return nil
	case len(i.Heredocs) > 0:
		return i.heredocScripts(d)
	}
	line := i.Text[i.command.Start:i.command.End]
	if s := i.meantScript(line, d); s != nil {
		return []*Script{s}
	}
	if s := parseScript(line, d, i.commandLine); s != nil {
		return append([]*Script{s}, i.innerScripts(s)...)
	}
	return nil
}

// unlocated is for text that stands nowhere in the file as it is read.
func unlocated(int, int) (text.Span, bool) { return text.Span{}, false }

// commandLine maps bytes of the instruction's command line to the file.
func (i *Instruction) commandLine(start, end int) (text.Span, bool) {
	return i.Locate(i.command.Start+start, i.command.Start+end)
}

// execScripts reads the text of ["sh", "-c", text], in a command that is started
// behind an init process or another wrapper as well.
func (i *Instruction) execScripts() []*Script {
	words := i.ExecCommand().Words
	if len(words) == 0 {
		return nil
	}
	if len(words) > 3 && i.Is("CMD", "ENTRYPOINT") {
		words = words[len(words)-3:]
	}
	shell := []string{words[0].Text}
	if dialectOf(shell) == foreign && i.Is("RUN") {
		c := i.ExecCommand()
		c.Located = false
		return []*Script{{Commands: []*Command{c}, Heredoc: true}}
	}
	if dialectOf(shell) == foreign || len(words) != 3 {
		return nil
	}
	flag := words[1].Text
	if !strings.HasPrefix(flag, "-") || !strings.HasSuffix(flag, "c") {
		return nil
	}
	at := words[2].Span
	s := parseScript(words[2].Text, dialectOf(shell), func(int, int) (text.Span, bool) { return at, false })
	if s == nil {
		return nil
	}
	s.Heredoc = true
	return []*Script{s}
}

// parseScript takes shell text apart; locate maps its bytes to the file. It
// returns nil for text that does not parse.
func parseScript(src string, d dialect, locate func(start, end int) (text.Span, bool)) *Script {
	if len(src) > maxScript {
		return nil
	}
	file := parseShell(src, d)
	if file == nil {
		return nil
	}
	w := &walker{src: src, locate: locate, moves: map[string]bool{}}
	w.list(file.Stmts, place{known: true}, "")
	s := &Script{Commands: w.commands}
	s.Simple = isSimple(file, src)
	return s
}

// parseShell returns nil for text that does not parse. /bin/sh is Bash on some
// images: what POSIX does not know is tried as Bash.
func parseShell(src string, d dialect) *syntax.File {
	variants := []syntax.LangVariant{syntax.LangPOSIX, syntax.LangBash}
	if d == bash {
		variants = variants[1:]
	}
	for _, variant := range variants {
		file, err := syntax.NewParser(syntax.Variant(variant)).Parse(strings.NewReader(src), "")
		if err == nil {
			return file
		}
	}
	return nil
}

// isSimple reports whether the text is one simple command and nothing else, no
// comment either.
func isSimple(file *syntax.File, src string) bool {
	if len(file.Stmts) != 1 {
		return false
	}
	s := file.Stmts[0]
	call, ok := s.Cmd.(*syntax.CallExpr)
	return ok && !s.Negated && !s.Background && !s.Coprocess && len(s.Redirs) == 0 &&
		len(call.Assigns) == 0 && len(call.Args) > 0 &&
		strings.TrimSpace(src[call.End().Offset():]) == "" && strings.TrimSpace(src[:call.Pos().Offset()]) == ""
}

// dialectOf returns the dialect of a SHELL.
func dialectOf(shell []string) dialect {
	if len(shell) == 0 {
		return posix
	}
	name := path.Base(shell[0])
	for (name == "env" || name == "busybox") && len(shell) > 1 {
		shell = shell[1:]
		name = path.Base(shell[0])
	}
	return dialectNamed(name)
}

// dialectNamed returns the dialect of a shell by its program's name.
func dialectNamed(name string) dialect {
	switch name {
	case "sh", "ash", "dash":
		return posix
	case "bash":
		return bash
	}
	return foreign
}
