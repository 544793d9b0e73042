package project

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScriptCommands(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		src  string
		want []ScriptCommand
	}{
		"lists_every_command":            {"tsc -p . && node 'dist/x.js'; echo done", []ScriptCommand{{[]string{"tsc", "-p", "."}, false}, {[]string{"node", "dist/x.js"}, false}, {[]string{"echo", "done"}, false}}},
		"knows_failures_that_are_wanted": {"husky || true", []ScriptCommand{{[]string{"husky"}, true}, {[]string{"true"}, false}}},
		"knows_failures_that_are_not":    {"is-ci || husky", []ScriptCommand{{[]string{"is-ci"}, false}, {[]string{"husky"}, false}}},
		"leaves_variables_alone":         {"NODE_ENV=test jest \"$FILE\"", []ScriptCommand{{[]string{"jest", "$FILE"}, false}}},
		"has_nothing_for_an_empty_text":  {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := ScriptCommands(test.src)
			if d := cmp.Diff(test.want, got, cmp.AllowUnexported(ScriptCommand{})); d != "" || !ok {
				t.Errorf("ScriptCommands(%q) = %v (-want +got):\n%s", test.src, ok, d)
			}
		})
	}
	if _, ok := ScriptCommands("if ["); ok {
		t.Error("a text that is no shell is taken for one")
	}
}
