package dockerfile

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// A Guard is a condition under which a command runs.
type Guard struct {
	// Test are the words inside [ … ] or [[ … ]], with their quotes where
	// something is expanded in them. It is nil for any other condition: the
	// failure of a command, a loop, a function.
	Test []string
	// Not reports that the command runs when the test fails.
	Not bool
}

// Compares reports whether the guard only compares texts, so that it does not
// depend on files or on how another command ended.
func (g Guard) Compares() bool {
	return len(g.Test) > 0 && !slices.ContainsFunc(g.Test, func(w string) bool {
		return fileTests[w] || strings.Contains(w, "$(") || strings.Contains(w, "`")
	})
}

// File returns the path whose existence as a file the guard asks for.
func (g Guard) File() (name string, ok bool) {
	if len(g.Test) != 2 || g.Test[0] != "-f" && g.Test[0] != "-e" || strings.ContainsAny(g.Test[1], "$`*?[") {
		return "", false
	}
	return g.Test[1], true
}

var fileTests = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields("-a -b -c -d -e -f -g -h -k -p -r -s -t -u -w -x -G -L -N -O -S -v -nt -ot -ef") {
		names[name] = true
	}
	return names
}()

// test returns the words of a condition that is one test, nil for another one.
func (w *walker) test(cond []*syntax.Stmt) []string {
	if len(cond) != 1 || cond[0].Negated || len(cond[0].Redirs) > 0 {
		return nil
	}
	switch c := cond[0].Cmd.(type) {
	case *syntax.CallExpr:
		words := w.texts(c.Args)
		switch {
		case len(c.Assigns) > 0 || len(words) < 2:
		case words[0] == "test":
			return words[1:]
		case words[0] == "[" && words[len(words)-1] == "]":
			return words[1 : len(words)-1]
		}
	case *syntax.TestClause:
		switch x := c.X.(type) {
		case *syntax.UnaryTest:
			return []string{x.Op.String(), w.text(x.X)}
		case *syntax.BinaryTest:
			if x.Op == syntax.AndTest || x.Op == syntax.OrTest {
				return nil
			}
			return []string{w.text(x.X), x.Op.String(), w.text(x.Y)}
		}
	}
	return nil
}

func (w *walker) texts(words []*syntax.Word) []string {
	var out []string
	for _, word := range words {
		text, literal := LiteralText(word)
		if !literal {
			text = w.text(word)
		}
		out = append(out, text)
	}
	return out
}
