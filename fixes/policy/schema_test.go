package policy

import (
	"errors"
	"testing"

	"github.com/goccy/go-yaml"
)

// notInSchemas are mistakes that no JSON Schema can see: what YAML itself
// refuses, what needs more than a pattern, and keys of the owner's file.
var notInSchemas = map[string]bool{
	"a key that is set twice": true, "broken YAML": true, "a bad pattern": true, "a locked key": true, "two documents": true,
}

func TestSchemaAndParserAgree(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	sources := map[string]string{"everything": full, "nothing": "", "a rule as a mapping": "rules: {root-user: {severity: info}}\n"}
	for name, m := range mistakes {
		if !notInSchemas[name] {
			sources[name] = m.src
		}
	}
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var value any
			if err := yaml.Unmarshal([]byte(src), &value); err != nil {
				t.Fatal(err)
			}
			_, parseErr := Parse("p.yml", []byte(src), rules)
			if schemaErr := schema.Validate(plain(value)); (parseErr == nil) != (schemaErr == nil) {
				t.Errorf("parser: %v\nschema: %v", parseErr, schemaErr)
			}
		})
	}
}

// plain turns numbers into those that JSON has.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	case []any:
		for n := range v {
			v[n] = plain(v[n])
		}
	case uint64:
		return float64(v)
	}
	return v
}

func FuzzParseGivesAPolicyOrAnErrorWithItsPlace(f *testing.F) {
	f.Add(full)
	for _, m := range mistakes {
		f.Add(m.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		c, err := ParseOwner("p.yml", []byte(src), rules)
		var at *Error
		if err != nil && !errors.As(err, &at) {
			t.Fatalf("%v is no *Error", err)
		}
		if err == nil {
			Merge(c, c)
		}
	})
}
