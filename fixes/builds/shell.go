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
	open  string // dir as a template
	line  int    // within the text, from 1
}

type shellWord struct {
	text  string
	known bool
	open  string // the word as a template
}

// maxScript is the longest shell text that is parsed, maxValue the longest word or folder that is kept of
// it, in bytes, and maxArray how many words an array may have: variables that are made of others grow fast.
const maxScript, maxValue, maxArray = 256 << 10, 8 << 10, 64

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
	w := shellWalk{env: map[string]string{}, open: map[string]string{}, vague: map[string]bool{}, programs: map[string]string{}, arrays: map[string][]shellWord{}, known: true}
	for name, text := range env {
		w.env[name] = text
	}
	w.stmts(file.Stmts)
	return w.commands
}

// shellWalk follows folders and variables through a script.
type shellWalk struct {
	env      map[string]string
	open     map[string]string // templates of variables that do not stand for one value
	vague    map[string]bool   // variables that were given more than one value
	programs map[string]string // the first value of variables that start with a program for containers
	arrays   map[string][]shellWord
	dir      string
	known    bool
	openDir  string // dir as a template
	walks    int    // how often bodies of loops were walked
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
		dir, known, openDir := w.dir, w.known, w.openDir
		w.stmts(cmd.Stmts)
		w.dir, w.known, w.openDir = dir, known, openDir
	case *syntax.ForClause:
		w.loop(cmd)
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
	c := shellCommand{dir: w.dir, known: w.known, open: w.openDir, line: int(cmd.Pos().Line())}
	for _, arg := range cmd.Args {
		c.words = append(c.words, w.fields(arg, len(c.words) == 0)...)
	}
	if len(c.words) == 0 {
		return
	}
	if c.words[0].text == "cd" || c.words[0].text == "pushd" {
		w.cd(c.words[1:])
		return
	}
	w.commands = append(w.commands, c)
}

func (w *shellWalk) assign(assigns []*syntax.Assign) {
	for _, a := range assigns {
		switch {
		case a.Name == nil:
		case a.Array != nil:
			w.giveArray(a)
		case a.Value != nil:
			w.give(a.Name.Value, w.word(a.Value))
		}
	}
}

// give gives a variable a value.
func (w *shellWalk) give(name string, value shellWord) {
	if w.programs[name] == "" && startsContainers(value.text) {
		w.programs[name] = value.text
	}
	text, given := w.env[name]
	switch {
	case given || w.vague[name]: // a second value: which of them holds is not known
		delete(w.env, name)
		w.vague[name] = true
		if given && w.open[name] == "" {
			w.open[name] = openDefault(name, text)
		}
		return
	case value.known:
		w.env[name] = value.text
	default:
		w.vague[name] = true
	}
	if isOpen(value.open) {
		w.open[name] = value.open
	}
}

func (w *shellWalk) cd(args []shellWord) {
	for len(args) > 0 && strings.HasPrefix(args[0].text, "-") {
		args = args[1:]
	}
	if len(args) == 0 {
		w.known, w.openDir = false, open("")
		return
	}
	to := args[0].text
	outside := args[0].known && strings.HasPrefix(to, "/") && !strings.HasPrefix(to, root) && !strings.HasPrefix(to, scriptDir)
	if w.openDir = joinDir(w.openDir, args[0].open); outside || len(w.openDir) > maxValue {
		w.known, w.openDir = false, open("")
		return
	}
	// A folder below one that is not known is not known either.
	if w.known = args[0].known && (w.known || strings.HasPrefix(to, "//")); w.known {
		w.dir = joinDir(w.dir, to)
	}
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
