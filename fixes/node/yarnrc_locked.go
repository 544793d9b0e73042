package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// SettledBy reports whether a lockfile of Yarn from 2 on has an entry for each range that the settings stand for:
// those of catalogs that the manifests ask for, and those of packageExtensions for packages that it has. What
// the resolutions of the root, the first manifest, replace goes by those.
func (l *Lockfile) SettledBy(rc *Yarnrc, manifests ...*Manifest) (bool, string) {
	if l == nil || l.Manager != YarnBerry || len(manifests) == 0 {
		return true, ""
	}
	if rc == nil {
		rc = &Yarnrc{}
	}
	root, lock := manifests[0], path.Base(l.Path)
	for _, m := range manifests {
		all := m.AllOfNPM()
		for _, name := range slices.Sorted(maps.Keys(all)) {
			catalog, ok := strings.CutPrefix(all[name], "catalog:")
			if !ok || root.ResolvesInBerry(name) {
				continue
			}
			says, of := rc.Catalog, "the catalog"
			if catalog != "" && catalog != "default" {
				says, of = rc.Catalogs[catalog], "the catalog "+catalog
			}
			switch r := scalarText(says[name]); {
			case r == "":
				return false, fmt.Sprintf("%s does not name %s", of, name)
			case IsRange(strings.TrimPrefix(r, "npm:")) && l.entryOf(name+"@"+strings.TrimPrefix(r, "npm:")) == "":
				return false, fmt.Sprintf("%s has no entry for %s %s, as %s says", lock, name, r, of)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(rc.Extensions)) {
		of := strings.TrimSuffix(key, "@"+afterAt(key))
		if !slices.ContainsFunc(l.byName[of], func(n int) bool { return Fits(l.Packages[n].Version, afterAt(key)) }) {
			continue
		}
		says, _ := rc.Extensions[key].(map[string]any)
		more, _ := says["dependencies"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(more)) {
			r := strings.TrimPrefix(scalarText(more[name]), "npm:")
			if IsRange(r) && r != "" && !root.ResolvesInBerry(name) && !l.names(of, name) && l.entryOf(name+"@"+r) == "" {
				return false, fmt.Sprintf("%s has no entry for %s %s, as packageExtensions says of %s", lock, name, r, of)
			}
		}
	}
	return true, ""
}

// names reports whether a package of a lockfile of Yarn itself asks for another one, to which an extension adds
// nothing.
func (l *Lockfile) names(of, name string) bool {
	for entry, asks := range l.asks {
		if descriptorName(entry) == of && slices.ContainsFunc(asks, func(asked string) bool { return descriptorName(asked) == name }) {
			return true
		}
	}
	return false
}
