package git

import (
	"slices"
	"strings"
)

// A Change is one path that differs between two trees. Old or New has no ID
// when the path was added or removed.
type Change struct {
	Path     string
	Old, New Entry
}

// Status returns "added", "removed" or "modified".
func (c Change) Status() string {
	switch {
	case c.Old.ID == "":
		return "added"
	case c.New.ID == "":
		return "removed"
	}
	return "modified"
}

// Changes returns the files that differ between two trees, by path. An empty
// name stands for a tree without files.
func (s *Store) Changes(from, to ID) []Change {
	if from == to {
		return nil
	}
	before, after := s.Files(from), s.Files(to)
	var changes []Change
	for at, e := range after {
		if old := before[at]; old != e {
			changes = append(changes, Change{at, old, e})
		}
	}
	for at, e := range before {
		if _, ok := after[at]; !ok {
			changes = append(changes, Change{Path: at, Old: e})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes
}
