package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// recordsBerry reports whether a lockfile of Yarn 2 or later records a workspace as its manifest is: an
// immutable install stops at any difference, which it would have to write.
func (l *Lockfile) recordsBerry(place string, m *Manifest) (bool, string) {
	lock := path.Base(l.Path)
	w, known := l.workspaces[place]
	if !known {
		return false, fmt.Sprintf("%s does not name the workspace", lock)
	}
	if m.Name != "" && w.name != m.Name {
		return false, fmt.Sprintf("%s calls it %s, and package.json %s", lock, w.name, m.Name)
	}
	if ok, reason := l.describes(place, m); !ok {
		return false, reason
	}
	all, was := m.AllOfNPM(), l.importers[place]
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch asked, in := was[name]; {
		case !in:
			return false, fmt.Sprintf("%s does not name %s", lock, name)
		case IsRange(all[name]) && all[name] != "" && asked != all[name]:
			return false, fmt.Sprintf("package.json asks for %s %s, %s for %s", name, all[name], lock, asked)
		case place == "." && IsRange(all[name]) && all[name] != "" && !m.Resolves(name) && // a workspace goes by the root's
			l.entryOf(name+"@"+all[name]) == "":
			return false, fmt.Sprintf("%s has no entry for %s %s", lock, name, all[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if _, in := all[name]; !in {
			return false, fmt.Sprintf("%s still names %s", lock, name)
		}
	}
	if !maps.Equal(w.peers, m.Peer) {
		return false, fmt.Sprintf("%s has other peerDependencies than package.json", lock)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Optional)) {
		if !w.optional[name] {
			return false, fmt.Sprintf("%s does not have %s as optional", lock, name)
		}
	}
	if !slices.Equal(w.bins, slices.Sorted(maps.Keys(m.Bin))) {
		return false, fmt.Sprintf("%s has another bin than package.json", lock)
	}
	if place == "." {
		return l.resolvedBerry(m)
	}
	return true, ""
}

// resolvedBerry reports whether what a lockfile of Yarn 2 or later has follows the resolutions of the root,
// as far as they say versions or ranges.
func (l *Lockfile) resolvedBerry(m *Manifest) (bool, string) {
	for _, key := range slices.Sorted(maps.Keys(m.Resolutions)) {
		value := strings.TrimPrefix(m.Resolutions[key], "npm:")
		name := strings.TrimSuffix(key, "@"+afterAt(key))
		if name != key || strings.Contains(key, "*") || !IsRange(value) || value == "" {
			continue
		}
		if parent, child, nested := cutParent(name); nested {
			if !l.Has(parent) {
				continue
			}
			name = child
		}
		if l.Has(name) && l.entryOf(name+"@"+value) == "" {
			return false, fmt.Sprintf("package.json resolves %s to %s, which %s does not have", name, value, path.Base(l.Path))
		}
	}
	return true, ""
}

// cutParent splits a key of resolutions, "parent/name", either of which may have a scope.
func cutParent(key string) (parent, name string, nested bool) {
	parts := strings.Split(key, "/")
	at := 1
	if strings.HasPrefix(key, "@") {
		at = 2
	}
	if len(parts) <= at {
		return "", key, false
	}
	return strings.Join(parts[:at], "/"), strings.Join(parts[at:], "/"), true
}
