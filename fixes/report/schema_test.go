package report

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/nodedock/nodedock/fixes"
)

// validate checks a document against a JSON Schema.
func validate(t *testing.T, schema, document []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Error(err)
	}
}

func TestJSONFollowsItsSchema(t *testing.T) {
	t.Parallel()
	for name, plan := range map[string]*fixes.Plan{"sample": samplePlan(), "empty": {}, "hostile": hostilePlan(50)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			validate(t, Schema, []byte(written(t, func(w io.Writer) error { return JSON(w, plan) })))
		})
	}
}

// sarifSchema returns the official schema. It is not part of the repository:
// ".ci/run" puts it into ".cache", and NODEDOCK_SARIF_SCHEMA names another place.
func sarifSchema(t *testing.T) []byte {
	path := os.Getenv("NODEDOCK_SARIF_SCHEMA")
	if path == "" {
		path = filepath.Join("..", "..", ".cache", "sarif", "sarif-2.1.0.json")
	}
	schema, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no SARIF schema (lib/schemas/sarif-2.1.0-rtm.5.json of the npm package @microsoft/jest-sarif): %v", err)
	}
	return schema
}

func TestSARIFFollowsTheOfficialSchema(t *testing.T) {
	t.Parallel()
	schema := sarifSchema(t)
	for name, plan := range map[string]*fixes.Plan{"sample": samplePlan(), "empty": {}, "hostile": hostilePlan(50)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			validate(t, schema, []byte(written(t, func(w io.Writer) error { return SARIF(w, plan, sampleRules()) })))
		})
	}
}
