package node

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"deps.dev/util/semver"
)

// requiredBy reads what an entry of version 1 requires: a map, or "true" where
// npm only says that there is one.
func requiredBy(raw json.RawMessage) map[string]string {
	var names map[string]string
	if json.Unmarshal(raw, &names) != nil {
		return nil
	}
	return names
}

// Closed reports whether a lockfile of version 1 names a package for everything
// that the manifest and its own packages ask for, but for peers, which the
// format does not record. A later npm adds what it misses and then stops; the
// reason names the first of these.
func (l *Lockfile) Closed(m *Manifest) (bool, string) {
	places := map[string]string{}
	for _, p := range l.Packages {
		places[p.Place] = p.Version
	}
	all := m.All()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !inRange(places[path.Join("node_modules", name)], all[name]) {
			return false, fmt.Sprintf("%s does not name a version of %s that fits %s", path.Base(l.Path), name, all[name])
		}
	}
	for _, place := range slices.Sorted(maps.Keys(l.requires)) {
		for _, name := range slices.Sorted(maps.Keys(l.requires[place])) {
			if !visibleFrom(places, place, name) {
				return false, fmt.Sprintf("%s does not name %s, which %s requires", path.Base(l.Path), name, path.Base(place))
			}
		}
	}
	return true, ""
}

func inRange(version, asked string) bool {
	constraint, err := semver.NPM.ParseConstraint(asked)
	return err == nil && version != "" && constraint.Match(version)
}

// visibleFrom reports whether a package at a place finds another one: beside
// its own modules or in any folder above.
func visibleFrom(places map[string]string, place, name string) bool {
	for at := place; ; {
		if _, ok := places[path.Join(at, "node_modules", name)]; ok {
			return true
		}
		if at == "" {
			return false
		}
		cut := strings.LastIndex("/"+at, "/node_modules/")
		at = strings.Trim(("/" + at)[:max(cut, 0)], "/")
	}
}
