package node

import (
	"maps"
	"slices"
	"strings"
)

// berryEntry is an entry of Berry's yarn.lock.
type berryEntry struct {
	Version      any            `yaml:"version"`
	Resolution   string         `yaml:"resolution"`
	LinkType     string         `yaml:"linkType"`
	Bin          map[string]any `yaml:"bin"`
	Dependencies map[string]any `yaml:"dependencies"`
	Peer         map[string]any `yaml:"peerDependencies"`
	Meta         map[string]struct {
		Optional bool `yaml:"optional"`
	} `yaml:"dependenciesMeta"`
}

// berryWorkspace is what a yarn.lock of Yarn 2 and later records of a workspace.
type berryWorkspace struct {
	name     string
	peers    map[string]string
	optional map[string]bool
	bins     []string
}

// parseBerry reads a yarn.lock of Yarn 2 and later.
func (l *Lockfile) parseBerry(data []byte) error {
	var entries map[string]berryEntry
	if err := unmarshalYAML(l.Path, data, &entries); err != nil {
		return err
	}
	l.Manager, l.BinsKnown = YarnBerry, true
	l.Version = scalarText(entries["__metadata"].Version)
	for _, key := range slices.Sorted(maps.Keys(entries)) { // of two entries for one workspace always the same counts
		e := entries[key]
		if key == "__metadata" {
			continue
		}
		descriptors := strings.Split(key, ", ")
		for _, d := range descriptors {
			l.descriptors[d] = descriptors[0]
		}
		for name, asked := range e.Dependencies {
			l.asks[descriptors[0]] = append(l.asks[descriptors[0]], name+"@"+scalarText(asked))
		}
		if _, place, ok := strings.Cut(e.Resolution, "@workspace:"); ok {
			l.addWorkspace(place, e)
			continue
		}
		l.Packages = append(l.Packages, Package{
			Name: descriptorName(strings.TrimSpace(e.Resolution)), Version: scalarText(e.Version),
			Bins: slices.Sorted(maps.Keys(e.Bin)),
		})
	}
	return nil
}

// addWorkspace records a workspace with what it asks for. Development and
// production are not told apart.
func (l *Lockfile) addWorkspace(place string, e berryEntry) {
	if place != "." {
		l.Links = append(l.Links, place)
	}
	asked := map[string]string{}
	for name, r := range e.Dependencies {
		asked[name] = strings.TrimPrefix(scalarText(r), "npm:")
	}
	if l.importers == nil {
		l.importers = map[string]map[string]string{}
	}
	l.importers[place] = asked
	w := berryWorkspace{descriptorName(e.Resolution), map[string]string{}, map[string]bool{}, slices.Sorted(maps.Keys(e.Bin))}
	for name, r := range e.Peer {
		w.peers[name] = scalarText(r)
	}
	for name, meta := range e.Meta {
		w.optional[name] = meta.Optional
	}
	if l.workspaces == nil {
		l.workspaces = map[string]berryWorkspace{}
	}
	l.workspaces[place] = w
}
