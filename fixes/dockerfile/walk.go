package dockerfile

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/text"
)

// A walker lists the simple commands of a script in source order, and follows
// the working directory through it.
type walker struct {
	src      string
	locate   func(start, end int) (text.Span, bool)
	commands []*Command
	guards   []Guard         // what must hold for the place walked
	moves    map[string]bool // functions that change the directory
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
		w.guarded(Guard{}, func() { succeeded, failed = w.stmt(c.Y, no, "||") })
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
	test := w.test(c.Cond)
	end := place{}
	if len(c.Cond) == 0 { // this is the else
		return w.list(c.Then, at, ";")
	}
	w.guarded(Guard{Test: test}, func() { end = w.list(c.Then, at, ";") })
	if c.Else == nil {
		return either(at, end)
	}
	var other place
	w.guarded(Guard{Test: test, Not: true}, func() { other = w.branch(c.Else, at, ";") })
	return either(end, other)
}

// maybe walks a list that may not run.
func (w *walker) maybe(stmts []*syntax.Stmt, at place) (end place) {
	w.guarded(Guard{}, func() { end = w.list(stmts, at, ";") })
	return end
}

func (w *walker) guarded(g Guard, walk func()) {
	before := w.guards
	w.guards = append(slices.Clone(before), g)
	walk()
	w.guards = before
}
