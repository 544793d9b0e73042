package rules

import (
	"maps"
	"slices"
)

// sortedNames returns the keys of a map in order, so that a finding is the same
// each time.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
