package node

import (
	"fmt"
	"maps"
	"net/url"
	"path"
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
	Meta         map[string]any `yaml:"dependenciesMeta"`
	PeerMeta     map[string]struct {
		Optional bool `yaml:"optional"`
	} `yaml:"peerDependenciesMeta"`
}

// berryWorkspace is what a yarn.lock of Yarn 2 and later records of a workspace, or of a folder that it takes
// for one: portal:x.
type berryWorkspace struct {
	name        string
	asks        map[string]string
	peers       map[string]string
	meta        string // as remarksOf writes it
	mayBeAbsent []string
	bins        []string
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
		if _, place, ok := strings.Cut(e.Resolution, "@portal:"); ok {
			l.addPortal(place, e)
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
	w := e.workspace()
	if l.importers == nil {
		l.importers, l.workspaces = map[string]map[string]string{}, map[string]berryWorkspace{}
	}
	l.importers[place], l.workspaces[place] = w.asks, w
}

// addPortal records a folder that is taken for a workspace, by its path from the lockfile.
func (l *Lockfile) addPortal(place string, e berryEntry) {
	place, by, ok := strings.Cut(place, "::locator=")
	by, err := url.QueryUnescape(by)
	if _, of, named := strings.Cut(by, "@workspace:"); ok && err == nil && named {
		if l.portals == nil {
			l.portals = map[string]berryWorkspace{}
		}
		l.portals[path.Join(of, place)] = e.workspace()
	}
}

// workspace returns what an entry records.
func (e berryEntry) workspace() berryWorkspace {
	w := berryWorkspace{
		name: descriptorName(e.Resolution), asks: map[string]string{}, peers: map[string]string{},
		meta: remarksOf(e.Meta, nil), bins: slices.Sorted(maps.Keys(e.Bin)),
	}
	for name, r := range e.Dependencies {
		w.asks[name] = strings.TrimPrefix(scalarText(r), "npm:")
	}
	for name, r := range e.Peer {
		w.peers[name] = scalarText(r)
	}
	for name, meta := range e.PeerMeta {
		if meta.Optional {
			w.mayBeAbsent = append(w.mayBeAbsent, name)
		}
	}
	slices.Sort(w.mayBeAbsent)
	return w
}

// remarksOf writes what dependenciesMeta says that Yarn records, with optional dependencies among it.
func remarksOf(meta map[string]any, optional map[string]string) string {
	says := map[string]map[string]any{}
	set := func(name, key string, value any) {
		if says[name] == nil {
			says[name] = map[string]any{}
		}
		says[name][key] = value
	}
	for name, of := range meta {
		remarks, _ := of.(map[string]any)
		for _, key := range []string{"built", "optional", "unplugged"} {
			if value, ok := remarks[key].(bool); ok {
				set(name, key, value)
			}
		}
	}
	for name := range optional {
		set(name, "optional", true)
	}
	return fmt.Sprint(says)
}
