package rules_test

import (
	"flag"
	"regexp"
	"testing"

	"github.com/nodedock/nodedock/fixes/fixestest"
	"github.com/nodedock/nodedock/fixes/rules"
)

var update = flag.Bool("update", false, "rewrite the wanted sections of the cases")

func TestRules(t *testing.T) { fixestest.Run(t, rules.All(), "../../testdata/rules", *update) }

func TestPlans(t *testing.T) { fixestest.Run(t, rules.All(), "../../testdata/plans", *update) }

// mutations is how often each case is broken; by default every twentieth is, once.
var mutations = flag.Int("mutations", 0, "how often every case is played with broken words and lines")

func TestBrokenCases(t *testing.T) {
	nth, rounds := 20, 1
	if *mutations > 0 {
		nth, rounds = 1, *mutations
	}
	fixestest.RunMutated(t, rules.All(), "../../testdata/rules", nth, rounds)
	fixestest.RunMutated(t, rules.All(), "../../testdata/plans", nth, rounds)
}

func TestRulesAreSilentAtLeastAsOftenAsTheySpeak(t *testing.T) {
	fixestest.Balanced(t, rules.All(), "../../testdata/rules")
}

var slug = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

func TestRegistryNamesEachRuleOnce(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for _, r := range rules.All() {
		if !slug.MatchString(r.ID) {
			t.Errorf("%q is no rule name", r.ID)
		}
		for _, id := range append([]string{r.ID}, r.Aliases...) {
			if other := owner[id]; other != "" {
				t.Errorf("%s and %s are both called %s", r.ID, other, id)
			}
			owner[id] = r.ID
		}
	}
}
