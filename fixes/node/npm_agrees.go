package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"deps.dev/util/semver"
)

// This file looks whether a lockfile of npm agrees with itself: npm ci stops where
// what one of its packages asks for is missing, or is there in another version.

// A heldPackage is what a lockfile of npm has at a place.
type heldPackage struct {
	name, version, resolved string
	// link reports that it stands for a folder of the project, of any version.
	link bool
}

// hold remembers what lies at a place, and what it asks for. What comes bundled with
// another package, and what may fail, is not asked about.
func (l *Lockfile) hold(place string, p npmPackage) {
	if l.held == nil {
		l.held, l.wants, l.leads = map[string]heldPackage{}, map[string]map[string]string{}, map[string]map[string]string{}
	}
	l.whole = l.whole || p.Integrity != ""
	l.held[place] = heldPackage{p.Name, p.Version, string(p.Resolved), p.Link}
	if p.InBundle || p.Link || outside(place) {
		return
	}
	l.leads[place] = dependencies(p)
	if p.Optional {
		return
	}
	asked := map[string]string{}
	for name, r := range dependencies(p) {
		if _, optional := p.OptionalDependencies[name]; !optional {
			asked[name] = r
		}
	}
	l.wants[place] = asked
}

// outside reports whether a place lies outside of the project, as a folder that it links to
// does: npm leaves that one's dependencies to whoever installs them there.
func outside(place string) bool { return strings.HasPrefix(place, "../") }

// LinkedOutside returns the first dependency of a manifest that a lockfile of npm has as a link to a folder
// outside of the project, and the folder, where the manifest asks for a release: the lockfile was written
// over what another package manager had installed, and an install by it brings no such package.
func (l *Lockfile) LinkedOutside(m *Manifest) (name, folder string) {
	if l == nil || m == nil || l.Manager != NPM {
		return "", ""
	}
	asked := m.AllOfNPM()
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		held := l.held[path.Join("node_modules", name)]
		if held.link && outside(held.resolved) && !strings.ContainsAny(asked[name], ":/") {
			return name, held.resolved
		}
	}
	return "", ""
}

// Agrees reports whether each package of a lockfile of npm finds what it asks for in
// it, after the overrides of the manifest where npm reads them (from 8.3 on). The reason names the first that does not.
// A lockfile without a single checksum was not written by npm: what it leaves out
// says nothing.
func (l *Lockfile) Agrees(m *Manifest, overrides bool) (bool, string) {
	if l == nil || m == nil || l.Manager != NPM || l.Version == "1" && l.requires == nil {
		return true, ""
	}
	o := overriding{lock: l, root: m.AllOfNPM(), names: map[string]bool{}}
	if ok, reason := o.follows(m.Overrides, nil); !ok && overrides {
		return false, reason
	}
	held, wants := l.held, l.wants
	if held == nil {
		held, wants = l.heldByOld(m)
	}
	for _, place := range slices.Sorted(maps.Keys(wants)) {
		asks := wants[place]
		if place == "" {
			asks = o.root
		}
		for _, name := range slices.Sorted(maps.Keys(asks)) {
			if _, optional := m.Optional[name]; o.names[name] || place == "" && optional {
				continue
			}
			found, ok := visible(held, place, name)
			switch {
			case ok && found.fits(asks[name]):
			case ok:
				return false, fmt.Sprintf("%s asks for %s %s, and %s has %s", l.asking(place), name, asks[name], path.Base(l.Path), found.version)
			case l.whole && len(held) > 1:
				return false, fmt.Sprintf("%s does not name %s, which %s asks for", path.Base(l.Path), name, l.asking(place))
			}
		}
	}
	return true, ""
}

// Linked reports whether a package at a place finds under a name, in a lockfile of npm or of Yarn 2 or later,
// what stands for a folder.
func (l *Lockfile) Linked(place, name string) bool {
	if l.Manager == YarnBerry {
		return strings.Contains(l.entryOf(name+"@"+l.importers[place][name]), "@workspace:") || slices.ContainsFunc(l.Links, func(link string) bool {
			entry := l.entryOf(name + "@" + l.importers[place][name])
			return entry != "" && entry == l.descriptors[name+"@workspace:"+link]
		})
	}
	found, ok := visible(l.held, strings.TrimPrefix(place, "."), name)
	return ok && found.link
}

// asking names the package at a place.
func (l *Lockfile) asking(place string) string {
	if place == "" {
		return "package.json"
	}
	if at := strings.LastIndex(place, "node_modules/"); at >= 0 {
		return place[at+len("node_modules/"):]
	}
	return place
}

// heldByOld is held and wants for version 1.
func (l *Lockfile) heldByOld(m *Manifest) (map[string]heldPackage, map[string]map[string]string) {
	held, wants := map[string]heldPackage{}, map[string]map[string]string{"": m.AllOfNPM()}
	for _, p := range l.Packages {
		held[p.Place] = heldPackage{version: p.Version}
		if !p.Optional {
			wants[p.Place] = l.requires[p.Place]
		}
	}
	return held, wants
}

// visible returns what a package at a place finds under a name.
func visible(held map[string]heldPackage, place, name string) (heldPackage, bool) {
	at, ok := visiblePlace(held, place, name)
	return held[at], ok
}

// visiblePlace returns where a package at a place finds another one: below itself or in
// any folder above.
func visiblePlace(held map[string]heldPackage, place, name string) (string, bool) {
	for at := place; ; {
		found := path.Join(at, "node_modules", name)
		if _, ok := held[found]; ok {
			return found, true
		}
		if at == "" || at == "." {
			return "", false
		}
		at = strings.TrimSuffix(path.Dir(at), ".")
		if path.Base(at) == "node_modules" {
			at = strings.TrimSuffix(path.Dir(at), ".")
		}
	}
}

// fits reports whether what is held may be what a range asks for. What is no range
// of versions is taken for it.
func (h heldPackage) fits(asked string) bool {
	if alias, ok := strings.CutPrefix(asked, "npm:"); ok {
		at := strings.LastIndexByte(alias, '@')
		if at <= 0 {
			return true
		}
		if h.name != "" && h.name != alias[:at] {
			return false
		}
		asked = alias[at+1:]
	}
	if h.link || strings.TrimLeft(asked, "^~=v") == h.version {
		return true
	}
	version, err := semver.NPM.Parse(h.version)
	if err != nil {
		return true
	}
	constraint, err := semver.NPM.ParseConstraint(asked)
	return err != nil || !IsRange(asked) || constraint.MatchVersion(version)
}

// IsRange reports whether a text can be a range of versions, and no tag, path or
// address.
func IsRange(asked string) bool {
	return !strings.ContainsAny(asked, ":/") && strings.Trim(asked, "0123456789.^~<>=|*xXv -+abcdefghijklmnopqrstuwyzABCDEFGHIJKLMNOPQRSTUVWYZ") == "" && (asked == "" || strings.ContainsAny(asked, "0123456789*xX"))
}
