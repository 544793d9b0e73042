package fixestest

import (
	"maps"
	"slices"
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

// foreseen: the plan reads no file that fixes.Wanted does not name. A snapshot
// fetches those at once; each other one costs it a request of its own.
func foreseen(t *testing.T, c *Case, plan *fixes.Plan) {
	wanted := fixes.Wanted(slices.Sorted(maps.Keys(c.Files)))
	for _, in := range plan.Inputs {
		if in.Kind == fixes.FileInput && c.Files[in.Name] != nil && in.Name != fixes.PolicyPath && !slices.Contains(wanted, in.Name) {
			t.Errorf("foreseen: the plan reads %s, which fixes.Wanted does not name", in.Name)
		}
	}
}
