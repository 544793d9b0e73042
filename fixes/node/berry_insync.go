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
	if ok, reason := w.agrees(lock, m); !ok {
		return false, reason
	}
	if place != "." {
		return true, ""
	}
	all := m.AllOfNPM()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if IsRange(all[name]) && all[name] != "" && !m.ResolvesInBerry(name) && l.entryOf(name+"@"+all[name]) == "" { // a workspace goes by the root's
			return false, fmt.Sprintf("%s has no entry for %s %s", lock, name, all[name])
		}
	}
	if ok, reason := l.closedBerry(m); !ok {
		return false, reason
	}
	return l.resolvedBerry(m)
}

// agrees reports whether a folder is as it was recorded.
func (w berryWorkspace) agrees(lock string, m *Manifest) (bool, string) {
	all := m.AllOfNPM()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch asked, in := w.asks[name]; {
		case !in:
			return false, fmt.Sprintf("%s does not name %s", lock, name)
		case writtenOut(all[name]) && asked != strings.TrimPrefix(all[name], "npm:"):
			return false, fmt.Sprintf("package.json asks for %s %s, %s for %s", name, all[name], lock, asked)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.asks)) {
		if _, in := all[name]; !in {
			return false, fmt.Sprintf("%s still names %s", lock, name)
		}
	}
	absent := slices.DeleteFunc(slices.Sorted(maps.Keys(m.OptionalPeers)), func(name string) bool { return !m.OptionalPeers[name] })
	switch {
	case !maps.Equal(w.peers, m.Peer):
		return false, fmt.Sprintf("%s has other peerDependencies than package.json", lock)
	case !slices.Equal(w.mayBeAbsent, absent):
		return false, fmt.Sprintf("%s has another peerDependenciesMeta than package.json", lock)
	case w.meta != remarksOf(m.Meta, m.Optional):
		return false, fmt.Sprintf("%s has other optional dependencies or another dependenciesMeta than package.json", lock)
	case !slices.Equal(w.bins, slices.Sorted(maps.Keys(m.Bin))):
		return false, fmt.Sprintf("%s has another bin than package.json", lock)
	}
	return true, ""
}

// writtenOut reports whether Yarn records what is asked for as it stands: a range, or what a folder or a catalog
// is called by.
func writtenOut(asked string) bool {
	return IsRange(asked) && asked != "" || slices.ContainsFunc([]string{"npm:", "workspace:", "link:", "portal:", "file:", "catalog:"}, func(protocol string) bool {
		return strings.HasPrefix(asked, protocol)
	})
}

// Portals returns the folders that a lockfile of Yarn from 2 on takes for workspaces, relative to it, sorted.
func (l *Lockfile) Portals() []string {
	if l == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(l.portals))
}

// PortalAgrees reports whether such a folder is as the lockfile records it.
func (l *Lockfile) PortalAgrees(dir string, m *Manifest) (bool, string) {
	return l.portals[dir].agrees(path.Base(l.Path), m)
}

// closedBerry reports whether a lockfile of Yarn 2 or later has an entry for each range that one of its packages
// asks for, where no resolution of the root replaces it.
func (l *Lockfile) closedBerry(m *Manifest) (bool, string) {
	for _, entry := range slices.Sorted(maps.Keys(l.asks)) {
		if strings.Contains(entry, "@workspace:") {
			continue
		}
		for _, asked := range l.asks[entry] {
			name := descriptorName(asked)
			if r := strings.TrimPrefix(strings.TrimPrefix(asked, name+"@"), "npm:"); IsRange(r) && r != "" && !m.ResolvesInBerry(name) && l.entryOf(name+"@"+r) == "" {
				return false, fmt.Sprintf("%s has no entry for %s %s, which %s asks for", path.Base(l.Path), name, r, descriptorName(entry))
			}
		}
	}
	return true, ""
}

// resolvedBerry reports whether what a lockfile of Yarn 2 or later has follows the resolutions of the root,
// as far as they say versions or ranges.
func (l *Lockfile) resolvedBerry(m *Manifest) (bool, string) {
	for _, key := range slices.Sorted(maps.Keys(m.Resolutions)) {
		value := strings.TrimPrefix(m.Resolutions[key], "npm:")
		of := afterAt(key)
		name := strings.TrimSuffix(key, "@"+of)
		if strings.Contains(name, "*") || !IsRange(afterAlias(value)) || value == "" || of != "" && !l.askedFor(name, of) {
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

// afterAlias returns the range of an alias, "name@range", and what is none as it is.
func afterAlias(asked string) string {
	if r := afterAt(asked); r != "" {
		return r
	}
	return asked
}

// askedFor reports whether something in a lockfile of Yarn asks for a package by a range.
func (l *Lockfile) askedFor(name, r string) bool {
	r = strings.TrimPrefix(r, "npm:")
	for _, asks := range l.asks {
		if slices.Contains(asks, name+"@npm:"+r) || slices.Contains(asks, name+"@"+r) {
			return true
		}
	}
	return false
}
