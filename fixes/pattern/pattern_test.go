package pattern_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// An expression that is wrong would panic only when a rule first uses it, and
// literals that a match does not need would hide it.
func TestEveryPattern(t *testing.T) {
	t.Parallel()
	checked, guarded := 0, 0
	for _, root := range []string{"../../fixes", "../../bot", "../../cmd", "../../webhook"} {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), root+"/"+name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if expression, ok := patternOf(n); ok {
					checked++
					if _, err := regexp.Compile(expression); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
				if expression, literals := needsOf(n); len(literals) > 0 {
					guarded++
					if s := heldNeeds(expression, literals); s != "" {
						t.Errorf("%s: %q matches %s and holds none of %q", name, s, expression, literals)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 100 || guarded < 15 {
		t.Errorf("only %d patterns were found, %d of them with needs", checked, guarded)
	}
}

// patternOf returns the expression of a call of pattern.New that is written out.
func patternOf(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return "", false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "New" {
		return "", false
	}
	if pkg, ok := f.X.(*ast.Ident); !ok || pkg.Name != "pattern" {
		return "", false
	}
	return text(call.Args[0])
}

// needsOf returns the expression and the literals of pattern.New(…).Needs(…).
func needsOf(n ast.Node) (expression string, literals []string) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", nil
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Needs" {
		return "", nil
	}
	expression, ok = patternOf(f.X)
	for _, arg := range call.Args {
		literal, isText := text(arg)
		literals, ok = append(literals, literal), ok && isText
	}
	if !ok {
		return "", nil
	}
	return expression, literals
}

// text returns what literals that are joined by "+" come to.
func text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		left, ok := text(e.X)
		right, also := text(e.Y)
		return left + right, ok && also
	}
	return "", false
}
