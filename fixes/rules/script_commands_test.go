package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScriptCommands(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		src  string
		want []scriptCommand
	}{
		"lists_every_command":            {"tsc -p . && node 'dist/x.js'; echo done", []scriptCommand{{[]string{"tsc", "-p", "."}, false}, {[]string{"node", "dist/x.js"}, false}, {[]string{"echo", "done"}, false}}},
		"knows_failures_that_are_wanted": {"husky || true", []scriptCommand{{[]string{"husky"}, true}, {[]string{"true"}, false}}},
		"knows_failures_that_are_not":    {"is-ci || husky", []scriptCommand{{[]string{"is-ci"}, false}, {[]string{"husky"}, false}}},
		"leaves_variables_alone":         {"NODE_ENV=test jest \"$FILE\"", []scriptCommand{{[]string{"jest", "$FILE"}, false}}},
		"has_nothing_for_an_empty_text":  {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := scriptCommands(test.src)
			if d := cmp.Diff(test.want, got, cmp.AllowUnexported(scriptCommand{})); d != "" || !ok {
				t.Errorf("scriptCommands(%q) = %v (-want +got):\n%s", test.src, ok, d)
			}
		})
	}
	if _, ok := scriptCommands("if ["); ok {
		t.Error("a text that is no shell is taken for one")
	}
}

func TestQuotedValueKeepsTheValue(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"production": "production", "$MODE": "$MODE", "two words": `"two words"`, `"two words"`: `"two words"`,
		`the "two" words`: "", `it's`: "", `a\ b`: "", "": "",
	} {
		got, ok := quotedValue(raw, '\\')
		if ok != (want != "") || ok && got != want {
			t.Errorf("quotedValue(%q) = %q, %v; want %q", raw, got, ok, want)
		}
	}
}
