package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// acceptsPNPM compares as pnpm does, after the workspace's overrides. Peers are
// among what the lockfile names when pnpm installs them by itself.
func (l *Lockfile) acceptsPNPM(place string, locked map[string]string, m *Manifest) (bool, string) {
	asked := l.withPeers(m)
	if l.PeersAlong() == "" { // an older lockfile does not say
		for name, r := range m.Peer {
			if _, in := locked[name]; in && asked[name] == "" {
				asked[name] = r
			}
		}
	}
	for name, values := range l.overrides {
		switch was, in := locked[name]; {
		case asked[name] == "":
		case !in && slices.Contains(values, "-"): // an override that takes it away
			delete(asked, name)
		case in && was != asked[name] && replaced(was, values):
			asked[name] = was
		}
	}
	if ok, reason := sameRanges(l.Path, locked, asked); !ok {
		return false, reason
	}
	for _, name := range slices.Sorted(maps.Keys(locked)) {
		was, in := l.sections[place][name]
		if section := m.pnpmSection(name); in && section != "" && section != was {
			return false, fmt.Sprintf("package.json has %s in %s, %s in %s", name, section, path.Base(l.Path), was)
		}
	}
	return l.remarked(place, m)
}

// withPeers returns what a manifest asks for, with its peers where the lockfile was made
// with them.
func (l *Lockfile) withPeers(m *Manifest) map[string]string {
	asked := map[string]string{}
	if l.PeersAlong() == "true" {
		maps.Copy(asked, m.Peer)
	}
	maps.Copy(asked, m.All())
	return asked
}

// pnpmSection returns where pnpm sees a dependency that several sections may name; "" for
// a peer.
func (m *Manifest) pnpmSection(name string) Section {
	if _, in := m.Optional[name]; in {
		return Optional
	}
	section, _ := m.Section(name)
	return section
}

// replaced reports whether an override explains the range. "$name" stands for
// the range of another dependency of the root.
func replaced(was string, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return v == was || strings.HasPrefix(v, "$") })
}
