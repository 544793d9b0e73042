package node

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// peerMeta is an entry of peerDependenciesMeta.
type peerMeta struct {
	Optional bool `json:"optional"`
}

// addWants remembers what a package of a lockfile of version 2 or 3 has for
// peers and for optional dependencies, and that a place is taken.
func (l *Lockfile) addWants(place string, p npmPackage) {
	if l.peers == nil {
		l.peers, l.optional, l.named = map[string][]string{}, map[string][]string{}, map[string]bool{}
	}
	if outside(place) {
		return
	}
	if at := strings.LastIndex(place, "node_modules/"); at >= 0 {
		l.named[place[at+len("node_modules/"):]] = true
	}
	if !p.Link && !p.InBundle {
		for name := range p.OptionalDependencies {
			l.optional[name] = append(l.optional[name], place)
		}
	}
	if place == "" || p.Link {
		return
	}
	for peer, asked := range p.PeerDependencies {
		switch {
		case p.PeerDependenciesMeta[peer].Optional:
			l.mayHave = append(l.mayHave, optionalPeer{place, peer, asked})
		case !p.Optional:
			l.peers[peer] = append(l.peers[peer], place)
		}
	}
}

// An optionalPeer is a peer that the package at a place may do without.
type optionalPeer struct{ place, name, asked string }

// UnfitOptionalPeer returns the first peer that a package may do without and that a lockfile of npm 7 or
// later has in a version which does not fit it, that version, and the package: npm ci looks for one that
// fits, and stops. npm install lets it be, and npm ci of later releases. Measured with 9.9 to 11.6, which
// stop, and 11.12, which goes on. It is "" when there is none; what the manifest overrides is not asked.
func (l *Lockfile) UnfitOptionalPeer(m *Manifest) (peer, version, by string) {
	if l == nil || m == nil {
		return "", "", ""
	}
	first := ""
	for _, p := range l.mayHave {
		if _, overridden := m.Overrides[p.name]; overridden || !strings.Contains(p.place, "node_modules/") || strings.Trim(p.asked, "*xX ") == "" {
			continue
		}
		found, ok := visible(l.held, p.place, p.name)
		if !ok || strings.Contains(found.version, "-") || found.fits(p.asked) || first != "" && first <= p.place+" "+p.name {
			continue
		}
		first, peer, version, by = p.place+" "+p.name, p.name, found.version, l.asking(p.place)
	}
	return peer, version, by
}

// MissingPeer returns a peer that npm 7 and later install along and that a
// lockfile of theirs does not name, as one that was made with legacy-peer-deps
// does not, and what wants it: npm ci stops there. The manifests are those of the project and of its
// workspaces, by what they are called. It is "" when there is none.
func (l *Lockfile) MissingPeer(manifests map[string]*Manifest) (peer, by string) {
	if l == nil || l.peers == nil {
		return "", ""
	}
	wanted := wantedBy(l.peers)
	for _, called := range slices.Backward(slices.Sorted(maps.Keys(manifests))) {
		for name := range manifests[called].Peer {
			if !manifests[called].OptionalPeers[name] {
				wanted[name] = called
			}
		}
	}
	return l.firstUnnamed(wanted)
}

// UnfitPeer returns the first peer of the project's manifest that a lockfile of npm 7 or later
// has in a version which does not fit it, and that version: npm ci would take another one, and
// stops. What the manifest also names elsewhere goes by that. It is "" when there is none.
func (l *Lockfile) UnfitPeer(m *Manifest) (peer, version string) {
	if l == nil || m == nil {
		return "", ""
	}
	all := m.AllOfNPM()
	for _, name := range slices.Sorted(maps.Keys(m.Peer)) {
		_, named := all[name]
		if found, ok := visible(l.held, "", name); ok && !named && !found.fits(m.Peer[name]) {
			return name, found.version
		}
	}
	return "", ""
}

// MissingOptional returns an optional dependency that a lockfile of npm 7 or later
// does not name, as one that was made on another system may not, and what wants
// it. npm before 11.6 installs without it, and npm ci of later ones stops there. It
// is "" when there is none.
func (l *Lockfile) MissingOptional() (name, by string) {
	if l == nil {
		return "", ""
	}
	return l.firstUnnamed(wantedBy(l.optional))
}

// firstUnnamed returns the first, by its name, of what is wanted that is installed
// nowhere.
func (l *Lockfile) firstUnnamed(wanted map[string]string) (first, by string) {
	for name, of := range wanted {
		if !l.named[name] && (first == "" || name < first) {
			first, by = name, of
		}
	}
	return first, by
}

// wantedBy names one of the packages that want each of others.
func wantedBy(places map[string][]string) map[string]string {
	wanted := map[string]string{}
	for name, of := range places {
		first := slices.Min(of)
		if at := strings.LastIndex(first, "node_modules/"); at >= 0 {
			first = first[at+len("node_modules/"):]
		}
		wanted[name] = cmp.Or(first, "package.json")
	}
	return wanted
}

// optionalPeers reads which peers peerDependenciesMeta says may be absent; what it
// cannot read is left out.
func (d *fieldReader) optionalPeers() map[string]bool {
	var metas map[string]peerMeta
	if raw, ok := d.fields["peerDependenciesMeta"]; !ok || json.Unmarshal(raw, &metas) != nil {
		return nil
	}
	optional := map[string]bool{}
	for name, meta := range metas {
		optional[name] = meta.Optional
	}
	return optional
}
