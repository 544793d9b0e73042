package launch

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes/nesting"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// certainCommands returns the simple commands of a shell text that run each time, in
// order: none below an if, a case, a loop or a function, nor behind a test.
func certainCommands(src string) (commands [][]string) {
	if len(src) > project.MaxScriptText || nesting.TooDeep(src) {
		return nil
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(src), "")
	if err != nil {
		return nil
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.IfClause, *syntax.CaseClause, *syntax.WhileClause, *syntax.ForClause, *syntax.FuncDecl, *syntax.CmdSubst:
			return false
		case *syntax.BinaryCmd:
			if n.Op == syntax.OrStmt || tests(n.X) {
				return false
			}
		case *syntax.CallExpr:
			if words := project.PlainWords(src, n); len(words) > 0 {
				commands = append(commands, words)
			}
		}
		return true
	})
	return commands
}

// tests reports whether a statement is a test: [ "$MODE" = dev ].
func tests(stmt *syntax.Stmt) bool {
	switch cmd := stmt.Cmd.(type) {
	case *syntax.TestClause:
		return true
	case *syntax.CallExpr:
		return len(cmd.Args) > 0 && (cmd.Args[0].Lit() == "[" || cmd.Args[0].Lit() == "test")
	}
	return false
}
