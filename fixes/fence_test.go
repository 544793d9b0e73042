package fixes_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden are packages that nothing below fixes may import, with the reason.
var forbidden = map[string]string{
	"net":          "the engine opens no connection: images are asked for through image.Resolver",
	"net/http":     "the engine opens no connection: images are asked for through image.Resolver",
	"os/exec":      "nothing from a repository is ever executed",
	"database/sql": "a plan is made from a snapshot alone, so that it is the same for the same input",
	"log/slog":     "the engine returns what it has to say: findings, skips and errors are part of the plan",
}

func TestFixesStaysPure(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "fixestest") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if reason, found := forbidden[name]; found {
				t.Errorf("fixes/%s imports %s: %s", path, name, reason)
			}
			if below, ours := strings.CutPrefix(name, "github.com/nodedock/nodedock/"); ours && !strings.HasPrefix(below, "fixes") {
				t.Errorf("fixes/%s imports %s: dependencies point from the adapters to fixes, never back", path, below)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// layers is the order below fixes: a package imports only those behind it.
var layers = []string{
	"rules", "rules/splits", "rules/credentials", "rules/pid1", "rules/lean", "rules/nodeenv", "rules/installs", "rules/devneeds", "rules/rights",
	"rules/writes", "rules/mounts", "rules/ignores", "rules/launch", "rules/deploy", "rules/startscript", "rules/project",
	"report", "policy", "", "builds", "dockerfile", "dockerignore", "node", "source", "image", "secret", "text", "nesting", "pattern",
}

func TestFixesDependsOneWay(t *testing.T) {
	t.Parallel()
	for rank, layer := range layers {
		files, err := filepath.Glob(filepath.Join(".", layer, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range file.Imports {
				name, _ := strconv.Unquote(spec.Path.Value)
				below, ours := strings.CutPrefix(name, "github.com/nodedock/nodedock/fixes")
				if !ours {
					continue
				}
				switch to := slices.Index(layers, strings.TrimPrefix(below, "/")); {
				case to < 0:
					t.Errorf("fixes/%s imports %s, which has no place in the order of layers", path, name)
				case to < rank:
					t.Errorf("fixes/%s imports %s, which is above it", path, name)
				}
			}
		}
	}
}
