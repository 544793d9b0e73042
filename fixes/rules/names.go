package rules

import (
	"maps"
	"slices"
	"strings"
)

// sortedNames returns the keys of a map in order, so that a finding is the same
// each time.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// plural joins names behind a noun: "build argument A", "build arguments A and B".
func plural(noun string, names []string) string {
	if len(names) == 1 {
		return noun + " " + names[0]
	}
	return noun + "s " + and(names)
}

// and joins words as a sentence does: "a, b and c".
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
