package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/rules"
)

// chooseRules returns the named rules in the registry's order, all without names.
func chooseRules(names []string) ([]*fixes.Rule, error) {
	all := rules.All()
	if len(names) == 0 {
		return all, nil
	}
	ids, err := rulesNamed(names)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r *fixes.Rule) bool { return !slices.Contains(ids, r.ID) }), nil
}

// rulesNamed returns the rules' own names of what people call them.
func rulesNamed(names []string) ([]string, error) {
	var ids []string
	for _, n := range names {
		r, err := findRule(n)
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// findRule returns the rule of that name or, for people who know it by another
// tool's, of that alias.
func findRule(name string) (*fixes.Rule, error) {
	for _, r := range rules.All() {
		if r.ID == name || slices.ContainsFunc(r.Aliases, func(a string) bool { return strings.EqualFold(a, name) }) {
			return r, nil
		}
	}
	near := policy.Nearest(name, ruleIDs(), 3)
	if len(near) == 0 {
		return nil, fmt.Errorf("no rule %q; `nodedock rules` lists them", name)
	}
	return nil, fmt.Errorf("no rule %q; did you mean %s?", name, strings.Join(near, ", "))
}

func ruleIDs() []string {
	var ids []string
	for _, r := range rules.All() {
		ids = append(ids, r.ID)
	}
	return ids
}
