package builds

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/nesting"
)

// A shellCommand is one simple command of a script: its words as far as they
// are known, and the folder it runs in.
type shellCommand struct {
	words []shellWord
	dir   string // relative to where the script runs; unknown when !dirKnown
	known bool
	line  int // within the text, from 1
}

type shellWord struct {
	text  string
	known bool
}

// maxScript is the longest shell text that is parsed, in bytes.
const maxScript = 256 << 10

// shellCommands returns the simple commands of a shell text in order, with
// variables that the text or env sets replaced. Text that is no shell gives
// none.
func shellCommands(src string, env map[string]string) []shellCommand {
	if len(src) > maxScript || nesting.TooDeep(src) {
		return nil
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(src), "")
	if err != nil {
		return nil
	}
	w := shellWalk{env: map[string]string{}, vague: map[string]bool{}, known: true}
	for name, text := range env {
		w.env[name] = text
	}
	w.stmts(file.Stmts)
	return w.commands
}

// shellWalk follows folders and variables through a script.
type shellWalk struct {
	env      map[string]string
	vague    map[string]bool // variables that were given more than one value
	dir      string
	known    bool
	commands []shellCommand
}

func (w *shellWalk) stmts(stmts []*syntax.Stmt) {
	for _, s := range stmts {
		w.stmt(s)
	}
}

// stmt walks one statement. A subshell's folder ends with it.
func (w *shellWalk) stmt(s *syntax.Stmt) {
	if s == nil {
		return
	}
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		w.call(cmd)
	case *syntax.BinaryCmd:
		w.stmt(cmd.X)
		w.stmt(cmd.Y)
	case *syntax.DeclClause:
		w.assign(cmd.Args)
	case *syntax.Subshell:
		dir, known := w.dir, w.known
		w.stmts(cmd.Stmts)
		w.dir, w.known = dir, known
	case nil:
	default:
		syntax.Walk(cmd, func(n syntax.Node) bool {
			if inner, ok := n.(*syntax.Stmt); ok {
				w.stmt(inner)
				return false
			}
			return true
		})
	}
}

// call records a command, and follows cd.
func (w *shellWalk) call(cmd *syntax.CallExpr) {
	if len(cmd.Args) == 0 {
		w.assign(cmd.Assigns)
		return
	}
	c := shellCommand{dir: w.dir, known: w.known, line: int(cmd.Pos().Line())}
	for _, arg := range cmd.Args {
		c.words = append(c.words, w.word(arg))
	}
	if c.words[0].text == "cd" || c.words[0].text == "pushd" {
		w.cd(c.words[1:])
		return
	}
	w.commands = append(w.commands, c)
}

func (w *shellWalk) assign(assigns []*syntax.Assign) {
	for _, a := range assigns {
		if a.Name == nil {
			continue
		}
		name := a.Name.Value
		switch _, given := w.env[name]; {
		case a.Value == nil:
		case given || w.vague[name]: // a second value: which of them holds is not known
			delete(w.env, name)
			w.vague[name] = true
		default:
			if word := w.word(a.Value); word.known {
				w.env[name] = word.text
			} else {
				w.vague[name] = true
			}
		}
	}
}

func (w *shellWalk) cd(args []shellWord) {
	for len(args) > 0 && strings.HasPrefix(args[0].text, "-") {
		args = args[1:]
	}
	if len(args) == 0 || !args[0].known {
		w.known = false
		return
	}
	to := args[0].text
	if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, root) && !strings.HasPrefix(to, scriptDir) {
		w.known = false
		return
	}
	w.dir, w.known = joinDir(w.dir, to), true
}

// The two folders that scripts compute: that of the repository, and their own.
const (
	root      = "//root"
	scriptDir = "//script"
)

// joinDir joins a folder of a script, which may start at root or scriptDir.
func joinDir(dir, to string) string {
	if dir == "" || strings.HasPrefix(to, "//") {
		return to
	}
	return dir + "/" + to
}

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
