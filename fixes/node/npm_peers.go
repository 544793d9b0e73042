package node

import (
	"encoding/json"
	"slices"
	"strings"
)

// peerMeta is an entry of peerDependenciesMeta.
type peerMeta struct {
	Optional bool `json:"optional"`
}

// addPeers remembers what a package of a lockfile of version 2 or 3 has for
// peers, and that a place is taken.
func (l *Lockfile) addPeers(place string, p npmPackage) {
	if l.peers == nil {
		l.peers, l.named = map[string][]string{}, map[string]bool{}
	}
	if at := strings.LastIndex(place, "node_modules/"); at >= 0 {
		l.named[place[at+len("node_modules/"):]] = true
	}
	if place == "" || p.Link || p.Optional {
		return
	}
	for peer := range p.PeerDependencies {
		if !p.PeerDependenciesMeta[peer].Optional {
			l.peers[peer] = append(l.peers[peer], place)
		}
	}
}

// MissingPeer returns a peer that npm 7 and later install along and that a
// lockfile of theirs does not name, as one that was made with legacy-peer-deps
// does not, and what wants it: npm ci stops there. It is "" when there is none.
func (l *Lockfile) MissingPeer(m *Manifest) (peer, by string) {
	if l == nil || l.peers == nil {
		return "", ""
	}
	wanted := map[string]string{}
	for name, places := range l.peers {
		first := slices.Min(places)
		if at := strings.LastIndex(first, "node_modules/"); at >= 0 {
			first = first[at+len("node_modules/"):]
		}
		wanted[name] = first
	}
	if m != nil {
		for name := range m.Peer {
			if !m.PeerMeta[name].Optional {
				wanted[name] = "package.json"
			}
		}
	}
	for name, of := range wanted {
		if !l.named[name] && (peer == "" || name < peer) {
			peer, by = name, of
		}
	}
	return peer, by
}

// peerMetas reads peerDependenciesMeta; what it cannot read is left out.
func (d *fieldReader) peerMetas() map[string]peerMeta {
	var metas map[string]peerMeta
	if raw, ok := d.fields["peerDependenciesMeta"]; ok && json.Unmarshal(raw, &metas) != nil {
		return nil
	}
	return metas
}
