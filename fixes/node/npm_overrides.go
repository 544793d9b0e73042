package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"deps.dev/util/semver"
)

// An overriding looks whether a lockfile of npm follows the overrides of package.json
// (docs.npmjs.com/cli/configuring-npm/package-json#overrides). The names are those whose
// ranges are replaced.
type overriding struct {
	lock  *Lockfile
	root  map[string]string // what package.json asks for
	names map[string]bool
}

// follows compares the versions that the lockfile holds with those that the overrides
// say. They count for what the places ask for, nil being all.
func (o *overriding) follows(overrides map[string]any, places []string) (bool, string) {
	for _, key := range slices.Sorted(maps.Keys(overrides)) {
		name, of := key, ""
		if at := strings.LastIndexByte(key, '@'); at > 0 {
			name, of = key[:at], key[at+1:]
		}
		value, _ := overrides[key].(string)
		below, _ := overrides[key].(map[string]any)
		if below != nil {
			value, _ = below["."].(string)
		}
		if key == "." { // said of what it stands in
			continue
		}
		o.names[name] = o.names[name] || value != ""
		found := o.found(places, name, of)
		for _, place := range found {
			if held := o.lock.held[place]; value != "" && !strings.HasPrefix(value, "$") && !held.fits(value) && !o.fitsAbove(place, name, value) {
				return false, fmt.Sprintf("package.json overrides %s with %s, and %s has %s", name, value, path.Base(o.lock.Path), held.version)
			}
		}
		if below == nil {
			continue
		}
		if ok, reason := o.follows(below, o.reached(found)); !ok {
			return false, reason
		}
	}
	return true, ""
}

// fitsAbove reports whether a version that fits lies in a folder above: npm falls back on that, or
// leaves all as it is.
func (o *overriding) fitsAbove(place, name, value string) bool {
	for at := strings.TrimSuffix(place, path.Join("node_modules", name)); at != ""; {
		at = at[:max(strings.LastIndex(at, "node_modules/"), 0)]
		if held, ok := o.lock.held[path.Join(at, "node_modules", name)]; ok && held.fits(value) {
			return true
		}
	}
	return false
}

// found returns where the places find a package, as far as what they ask of it has a
// version in common with a range, "" being any.
func (o *overriding) found(places []string, name, of string) (all []string) {
	if places == nil && of == "" {
		for _, place := range slices.Sorted(maps.Keys(o.lock.held)) {
			if place != "" && o.lock.asking(place) == name {
				all = append(all, place)
			}
		}
		return all
	}
	if places == nil {
		places = slices.Sorted(maps.Keys(o.lock.leads))
	}
	for _, place := range places {
		asked, in := o.asks(place)[name]
		if in = in && (of == "" || meet(asked, of)); !in && (of != "" || !slices.Contains(o.lock.peers[name], place)) {
			continue
		}
		if at, ok := visiblePlace(o.lock.held, place, name); ok && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}

func (o *overriding) asks(place string) map[string]string {
	if place == "" {
		return o.root
	}
	return o.lock.leads[place]
}

// reached returns the places and all that they lead to.
func (o *overriding) reached(places []string) []string {
	all, seen := append([]string{}, places...), map[string]bool{}
	for _, place := range all {
		seen[place] = true
	}
	for n := 0; n < len(all); n++ {
		for _, name := range slices.Sorted(maps.Keys(o.asks(all[n]))) {
			if at, ok := visiblePlace(o.lock.held, all[n], name); ok && !seen[at] {
				seen[at], all = true, append(all, at)
			}
		}
	}
	return all
}

// meet reports whether two ranges have a version in common. What is no range has none.
func meet(asked, of string) bool {
	if alias, ok := strings.CutPrefix(asked, "npm:"); ok {
		asked = afterAt(alias)
	}
	one, err := semver.NPM.ParseConstraint(asked)
	if err != nil {
		return false
	}
	other, err := semver.NPM.ParseConstraint(of)
	if err != nil {
		return false
	}
	common := one.Set()
	return common.Intersect(other.Set()) == nil && !common.Empty()
}
