// Package conform checks requests to GitHub, and answers that claim to be
// GitHub's, against the descriptions that GitHub publishes: OpenAPI for REST,
// a schema for GraphQL. It is for tests: of the simulator, and of the adapter
// that talks to it. `.ci/github-spec` fetches the descriptions.
package conform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2/ast"
)

// A Spec is what GitHub publishes about its API.
type Spec struct {
	doc        *openapi3.T
	operations []operation
	// Schema is GitHub's GraphQL schema, nil when there is none.
	Schema *ast.Schema
}

// find reads the descriptions once: they are large.
var find = sync.OnceValues(func() (*Spec, error) {
	rest, graphql, err := paths()
	if err != nil {
		return nil, err
	}
	return Load(rest, graphql)
})

// Find returns GitHub's descriptions from the files that the variables
// NODEDOCK_GITHUB_OPENAPI and NODEDOCK_GITHUB_GRAPHQL name, else from .cache at
// the root of the repository. The error is fs.ErrNotExist when they are not there.
func Find() (*Spec, error) { return find() }

// T is the part of testing.TB that Need uses.
type T interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Need returns GitHub's descriptions, or skips the test and says how to get them.
func Need(t T) *Spec {
	t.Helper()
	spec, err := Find()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Skipf("GitHub's API descriptions are not here (%v): run .ci/github-spec to fetch them", err)
	case err != nil:
		t.Fatalf("%v", err)
	}
	return spec
}

// paths says where the two descriptions are.
func paths() (rest, graphql string, err error) {
	dir, err := cache()
	if err != nil {
		return "", "", err
	}
	rest, graphql = os.Getenv("NODEDOCK_GITHUB_OPENAPI"), os.Getenv("NODEDOCK_GITHUB_GRAPHQL")
	if rest == "" {
		rest = filepath.Join(dir, "api.github.com.json")
	}
	if graphql == "" {
		graphql = filepath.Join(dir, "github.graphql")
	}
	return rest, graphql, nil
}

// cache finds .cache beside go.mod, upwards from the working directory.
func cache() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, ".cache"), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory: %w", fs.ErrNotExist)
		}
		dir = up
	}
}

// Load reads the descriptions from two files.
func Load(rest, graphql string) (*Spec, error) {
	raw, err := os.ReadFile(rest)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", rest, err)
	}
	spec, err := newSpec(raw)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", rest, err)
	}
	text, err := os.ReadFile(graphql)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", graphql, err)
	}
	if spec.Schema, err = parseSchema(string(text)); err != nil {
		return nil, fmt.Errorf("read %s: %w", graphql, err)
	}
	return spec, nil
}
