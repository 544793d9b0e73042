package dockerfile

import (
	"path"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/text"
)

// A walker lists the simple commands of a script in source order, and follows
// the working directory through it.
type walker struct {
	src         string
	locate      func(start, end int) (text.Span, bool)
	commands    []*Command
	conditional int             // depth of what may not run
	moves       map[string]bool // functions that change the directory
}

// A place is a working directory. unlikely marks what holds only if a cd
// failed, or after an exit.
type place struct {
	dir             string
	known, unlikely bool
}

// either is the place after one of two ways, when it is not known which.
func either(a, b place) place {
	switch {
	case a.unlikely:
		return b
	case b.unlikely, a.dir == b.dir && a.known == b.known:
		return a
	}
	return place{}
}

// list walks statements one after another. before joins the first of them to
// what came earlier. It returns where the list ends.
func (w *walker) list(stmts []*syntax.Stmt, at place, before string) place {
	for _, s := range stmts {
		succeeded, failed := w.stmt(s, at, before)
		next := either(succeeded, failed)
		before = ";"
		if s.Background {
			next, before = at, "&"
		}
		at = next
	}
	return at
}

// stmt walks one statement; it returns where the shell is when the statement
// succeeded and when it failed.
func (w *walker) stmt(s *syntax.Stmt, at place, before string) (succeeded, failed place) {
	switch c := s.Cmd.(type) {
	case *syntax.BinaryCmd:
		return w.binary(c, at, before)
	case *syntax.CallExpr:
		succeeded, failed = w.call(s, c, at, before)
	case *syntax.DeclClause:
		w.declare(s, c, at, before)
		return at, at
	case *syntax.TimeClause:
		if c.Stmt != nil {
			return w.stmt(c.Stmt, at, before)
		}
		return at, at
	default:
		end := w.compound(s.Cmd, at, before)
		return end, end
	}
	if s.Negated {
		return failed, succeeded
	}
	return succeeded, failed
}

// binary walks the two sides of &&, || and |.
func (w *walker) binary(c *syntax.BinaryCmd, at place, before string) (succeeded, failed place) {
	switch c.Op {
	case syntax.AndStmt:
		ok, no := w.stmt(c.X, at, before)
		succeeded, failed = w.stmt(c.Y, ok, "&&")
		return succeeded, either(no, failed)
	case syntax.OrStmt:
		ok, no := w.stmt(c.X, at, before)
		no.unlikely = false
		w.conditional++
		succeeded, failed = w.stmt(c.Y, no, "||")
		w.conditional--
		if failed.unlikely && succeeded.unlikely { // "|| exit 1"
			return ok, failed
		}
		if isCD(c.X) { // a cd that failed is unlikely, so is what stands in for it
			return ok, ok
		}
		return either(ok, succeeded), failed
	default: // both sides of a pipe are subshells
		w.stmt(c.X, at, before)
		w.stmt(c.Y, at, "|")
		return at, at
	}
}

// isCD reports whether the statement is a cd.
func isCD(s *syntax.Stmt) bool {
	call, ok := s.Cmd.(*syntax.CallExpr)
	return ok && len(call.Args) > 0 && call.Args[0].Lit() == "cd"
}

// compound walks what holds lists of statements; it returns where it ends.
func (w *walker) compound(cmd syntax.Command, at place, before string) place {
	switch c := cmd.(type) {
	case *syntax.Subshell:
		w.list(c.Stmts, at, before)
	case *syntax.Block:
		return w.list(c.Stmts, at, before)
	case *syntax.IfClause:
		return w.branch(c, at, before)
	case *syntax.WhileClause:
		at = w.list(c.Cond, at, before)
		return either(at, w.maybe(c.Do, at))
	case *syntax.ForClause:
		return either(at, w.maybe(c.Do, at))
	case *syntax.CaseClause:
		end := at
		for _, item := range c.Items {
			end = either(end, w.maybe(item.Stmts, at))
		}
		return end
	case *syntax.FuncDecl:
		if end := w.maybe([]*syntax.Stmt{c.Body}, at); end != at && c.Name != nil {
			w.moves[c.Name.Value] = true
		}
	case *syntax.CoprocClause:
		w.maybe([]*syntax.Stmt{c.Stmt}, at)
	}
	return at
}

// branch walks an if with its elif and else.
func (w *walker) branch(c *syntax.IfClause, at place, before string) place {
	if len(c.Cond) > 0 {
		at = w.list(c.Cond, at, before)
	}
	end := w.maybe(c.Then, at)
	if c.Else == nil {
		if len(c.Cond) == 0 { // this is the else
			return end
		}
		return either(at, end)
	}
	w.conditional++
	other := w.branch(c.Else, at, ";")
	w.conditional--
	return either(end, other)
}

// maybe walks a list that may not run.
func (w *walker) maybe(stmts []*syntax.Stmt, at place) place {
	w.conditional++
	defer func() { w.conditional-- }()
	return w.list(stmts, at, ";")
}

// after returns where the shell is behind a simple command.
func (w *walker) after(c *Command, at place) (succeeded, failed place) {
	at.unlikely = false
	switch name := c.Name(); {
	case name == "exit" || name == "return":
		at.unlikely = true
		return at, at
	case name == "cd":
		gone := at
		gone.unlikely = true
		return w.cd(c, at), gone
	case name == "pushd", name == "popd", name == "eval", w.moves[name]:
		return place{}, place{}
	}
	return at, at
}

// cd follows a cd.
func (w *walker) cd(c *Command, at place) place {
	args, literal := c.Args()
	for len(args) > 0 && (args[0] == "-L" || args[0] == "-P" || args[0] == "--" || args[0] == "-e") {
		args = args[1:]
	}
	switch {
	case !literal || len(args) != 1 || args[0] == "-" || args[0] == "":
		return place{}
	case path.IsAbs(args[0]):
		return place{dir: path.Clean(args[0]), known: true}
	case !at.known:
		return place{}
	}
	dir := path.Join(at.dir, args[0])
	if dir == "." {
		dir = ""
	}
	return place{dir: dir, known: true}
}
