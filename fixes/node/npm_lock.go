package node

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
)

// npmLock is package-lock.json: version 1 has dependencies, 3 has packages, and
// 2 has both.
type npmLock struct {
	LockfileVersion json.Number               `json:"lockfileVersion"`
	Packages        map[string]npmPackage     `json:"packages"`
	Dependencies    map[string]*npmDependency `json:"dependencies"`
}

// npmPackage is an entry of packages; the key is its place.
type npmPackage struct {
	Name                 string              `json:"name"`
	Version              string              `json:"version"`
	Resolved             npmText             `json:"resolved"`
	Integrity            npmText             `json:"integrity"`
	Link                 bool                `json:"link"`
	InBundle             bool                `json:"inBundle"`
	Dev                  bool                `json:"dev"`
	Optional             bool                `json:"optional"`
	DevOptional          bool                `json:"devOptional"`
	HasInstallScript     bool                `json:"hasInstallScript"`
	Bin                  json.RawMessage     `json:"bin"`
	Engines              json.RawMessage     `json:"engines"`
	Dependencies         map[string]string   `json:"dependencies"`
	DevDependencies      map[string]string   `json:"devDependencies"`
	OptionalDependencies map[string]string   `json:"optionalDependencies"`
	PeerDependencies     map[string]string   `json:"peerDependencies"`
	PeerDependenciesMeta map[string]peerMeta `json:"peerDependenciesMeta"`
}

// npmDependency is an entry of version 1, which nests.
type npmDependency struct {
	Version      string                    `json:"version"`
	Resolved     npmText                   `json:"resolved"`
	Integrity    npmText                   `json:"integrity"`
	Dev          bool                      `json:"dev"`
	Optional     bool                      `json:"optional"`
	Requires     json.RawMessage           `json:"requires"`
	Dependencies map[string]*npmDependency `json:"dependencies"`
}

// npmText is a text of a lockfile; some releases of npm write false for one that they do not have, as
// that of a package which another one brings along.
type npmText string

// UnmarshalJSON takes a value that is no text for an empty one.
func (t *npmText) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*t = npmText(text)
	}
	return nil
}

func (l *Lockfile) parseNPM(data []byte) error {
	if line, found := conflict(data); found {
		return &Error{Path: l.Path, Line: line, Message: "an unfinished merge"}
	}
	var lock npmLock
	if err := json.Unmarshal(data, &lock); err != nil {
		return jsonError(l.Path, data, err)
	}
	l.Manager, l.Version, l.DevKnown = NPM, lock.LockfileVersion.String(), true
	if lock.Packages == nil {
		l.requires, l.hosts = map[string]map[string]string{}, map[string]bool{}
		l.addNPM1("", lock.Dependencies)
		return nil
	}
	l.ScriptsKnown, l.BinsKnown, l.hosts = true, true, map[string]bool{}
	for place, p := range lock.Packages {
		l.addNPM(place, p)
	}
	return nil
}

// addNPM adds an entry of version 2 or 3.
func (l *Lockfile) addNPM(place string, p npmPackage) {
	l.addWants(place, p)
	l.hold(place, p)
	switch {
	case place == "":
		l.Root = dependencies(p)
		return
	case p.Link:
		if p.Resolved != "" {
			target := string(p.Resolved)
			l.Links = append(l.Links, target)
			if l.linked == nil {
				l.linked = map[string][]string{}
			}
			l.linked[target] = append(l.linked[target], l.asking(place))
		}
		return
	case !strings.Contains(place, "node_modules/"): // a workspace's own entry
		if l.importers == nil {
			l.importers = map[string]map[string]string{}
		}
		l.importers[place] = dependencies(p)
		return
	}
	name := p.Name
	if name == "" {
		name = place[strings.LastIndex(place, "node_modules/")+len("node_modules/"):]
	}
	l.addHost(string(p.Resolved))
	l.Packages = append(l.Packages, Package{
		Name: name, Version: p.Version, Place: place, Dev: p.Dev, Optional: p.Optional || p.DevOptional,
		HasInstallScript: p.HasInstallScript, Bins: binNames(name, p.Bin), Engine: engine(p.Engines),
	})
}

// engine returns what an entry asks for of Node; old packages have a list there.
func engine(engines json.RawMessage) string {
	var asks map[string]string
	if json.Unmarshal(engines, &asks) != nil {
		return ""
	}
	return asks["node"]
}

// dependencies returns what an entry depends on, but its peers.
func dependencies(p npmPackage) map[string]string {
	all := map[string]string{}
	maps.Copy(all, p.Dependencies)
	maps.Copy(all, p.OptionalDependencies)
	maps.Copy(all, p.DevDependencies)
	return all
}

// addNPM1 adds the entries of version 1.
func (l *Lockfile) addNPM1(under string, entries map[string]*npmDependency) {
	for name, d := range entries {
		if d == nil {
			continue
		}
		place := path.Join(under, "node_modules", name)
		l.Packages = append(l.Packages, Package{Name: name, Version: d.Version, Place: place, Dev: d.Dev, Optional: d.Optional})
		l.requires[place] = requiredBy(d.Requires)
		l.whole = l.whole || d.Integrity != ""
		l.addHost(string(d.Resolved))
		l.addNPM1(place, d.Dependencies)
	}
}

// binNames returns the programs of a bin field in either form.
func binNames(pkg string, raw json.RawMessage) []string {
	if len(raw) == 0 {
		return nil
	}
	var names map[string]json.RawMessage
	if json.Unmarshal(raw, &names) == nil {
		return slices.Sorted(maps.Keys(names))
	}
	var single string
	if json.Unmarshal(raw, &single) == nil {
		return []string{path.Base(pkg)}
	}
	return nil
}
