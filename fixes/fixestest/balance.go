package fixestest

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

// Balanced checks that every rule has cases in its folder below dir, and stays
// silent, or holds its fix back, in at least as many of them as it speaks in.
func Balanced(t *testing.T, rules []*fixes.Rule, dir string) {
	silent, loud := map[string]int{}, map[string]int{}
	for _, file := range cases(t, dir) {
		c, err := load(file, rules)
		if err != nil {
			t.Error(err)
			continue
		}
		rule, _, _ := strings.Cut(c.Name, "/")
		switch found := c.want(wantFindings); {
		case !strings.Contains(found, " "+rule+" "):
			silent[rule]++
		case strings.Contains(found, "[withheld: ") && !strings.Contains(found, "[fix-"):
			silent[rule]++ // holding back is a kind of silence
		default:
			loud[rule]++
		}
	}
	for _, r := range rules {
		switch {
		case loud[r.ID] == 0:
			t.Errorf("%s: no case in which it speaks", r.ID)
		case silent[r.ID] < loud[r.ID]:
			t.Errorf("%s: speaks in %d cases and is silent in %d: at least as many are wanted", r.ID, loud[r.ID], silent[r.ID])
		}
	}
}
