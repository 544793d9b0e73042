package project

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/nesting"
)

// A ScriptCommand is one simple command of a package.json script.
type ScriptCommand struct {
	Words []string
	// tolerated reports that the script goes on when the command fails:
	// "husky || true".
	tolerated bool
}

// MaxScriptText is the longest script that is taken apart, in bytes.
const MaxScriptText = 16 << 10

// ScriptCommands returns the simple commands of a shell text in order; ok is
// false for a text that is no shell. A word that the shell would expand is kept
// as it is written.
func ScriptCommands(src string) (commands []ScriptCommand, ok bool) {
	if len(src) > MaxScriptText || nesting.TooDeep(src) {
		return nil, false
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(src), "")
	if err != nil {
		return nil, false
	}
	tolerated := map[syntax.Node]bool{}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.OrStmt && harmless(n.Y) {
				markCalls(n.X, tolerated)
			}
		case *syntax.CallExpr:
			if words := PlainWords(src, n); len(words) > 0 {
				commands = append(commands, ScriptCommand{words, tolerated[n]})
			}
		}
		return true
	})
	return commands, true
}

// markCalls notes every command below a statement.
func markCalls(stmt *syntax.Stmt, marks map[syntax.Node]bool) {
	syntax.Walk(stmt, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok {
			marks[call] = true
		}
		return true
	})
}

// harmless reports whether a statement succeeds whatever happened before it.
func harmless(stmt *syntax.Stmt) bool {
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	switch call.Args[0].Lit() {
	case "true", ":", "echo", "printf":
		return true
	case "exit":
		return len(call.Args) == 2 && call.Args[1].Lit() == "0"
	}
	return false
}

// PlainWords returns the words of a command without quotes.
func PlainWords(src string, call *syntax.CallExpr) []string {
	var out []string
	for _, w := range call.Args {
		word := src[w.Pos().Offset():w.End().Offset()]
		if lit := w.Lit(); lit != "" {
			word = lit
		}
		out = append(out, strings.Trim(word, `"'`))
	}
	return out
}
