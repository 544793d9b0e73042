package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// pnpmLock is pnpm-lock.yaml. Version 5 keeps ranges in specifiers, 6 beside
// each version, and 9 in importers even for a single package.
type pnpmLock struct {
	Version      any                                  `yaml:"lockfileVersion"`
	Importers    map[string]pnpmAsked                 `yaml:"importers"`
	Packages     map[string]pnpmPackage               `yaml:"packages"`
	Specifiers   map[string]any                       `yaml:"specifiers"`
	Dependencies map[string]any                       `yaml:"dependencies"`
	Dev          map[string]any                       `yaml:"devDependencies"`
	Optional     map[string]any                       `yaml:"optionalDependencies"`
	Overrides    map[string]any                       `yaml:"overrides"`
	Patched      map[string]any                       `yaml:"patchedDependencies"`
	Checksum     any                                  `yaml:"packageExtensionsChecksum"`
	Pnpmfile     any                                  `yaml:"pnpmfileChecksum"`
	Ignored      []any                                `yaml:"ignoredOptionalDependencies"`
	Catalogs     map[string]map[string]map[string]any `yaml:"catalogs"`
	Settings     map[string]any                       `yaml:"settings"`
	Snapshots    map[string]pnpmPackage               `yaml:"snapshots"`
	Meta         map[string]any                       `yaml:"dependenciesMeta"`
	Published    string                               `yaml:"publishDirectory"`
}

// pnpmAsked is what one folder asks for.
type pnpmAsked struct {
	Specifiers   map[string]any `yaml:"specifiers"`
	Dependencies map[string]any `yaml:"dependencies"`
	Dev          map[string]any `yaml:"devDependencies"`
	Optional     map[string]any `yaml:"optionalDependencies"`
	Meta         map[string]any `yaml:"dependenciesMeta"`
	Published    string         `yaml:"publishDirectory"`
}

type pnpmPackage struct {
	Name          string `yaml:"name"`
	Version       string `yaml:"version"`
	Dev           bool   `yaml:"dev"`
	Optional      bool   `yaml:"optional"`
	RequiresBuild bool   `yaml:"requiresBuild"`
	Engines       struct {
		Node any `yaml:"node"`
	} `yaml:"engines"`
	Resolution struct {
		Directory string `yaml:"directory"`
	} `yaml:"resolution"`
	Dependencies map[string]any `yaml:"dependencies"`
	Choice       map[string]any `yaml:"optionalDependencies"`
	Peers        map[string]any `yaml:"peerDependencies"`
}

func (l *Lockfile) parsePNPM(data []byte) error {
	if line, found := conflict(data); found {
		return &Error{Path: l.Path, Line: line, Message: "an unfinished merge"}
	}
	var lock pnpmLock
	if err := unmarshalYAML(l.Path, data, &lock); err != nil {
		return err
	}
	l.Manager, l.Version = PNPM, scalarText(lock.Version)
	old := strings.HasPrefix(l.Version, "5") || strings.HasPrefix(l.Version, "6")
	l.DevKnown, l.ScriptsKnown = old, old
	for _, key := range slices.Sorted(maps.Keys(lock.Packages)) {
		p := lock.Packages[key]
		name, version := pnpmKey(key, strings.HasPrefix(l.Version, "5"))
		if p.Name != "" {
			name, version = p.Name, p.Version
		}
		l.Packages = append(l.Packages, Package{Name: name, Version: version, Dev: p.Dev, Optional: p.Optional, HasInstallScript: p.RequiresBuild, Engine: scalarText(p.Engines.Node)})
	}
	l.addImporters(lock)
	l.addFolders(lock)
	l.addOverrides(lock.Overrides)
	l.settings = &pnpmMade{
		Overrides: lock.Overrides, Patched: lock.Patched, Checksum: scalarText(lock.Checksum), Pnpmfile: scalarText(lock.Pnpmfile),
		Peers: scalarText(lock.Settings["autoInstallPeers"]), Ignored: texts(lock.Ignored), Catalogs: map[string]map[string]string{}, Settings: lock.Settings,
	}
	for name, entries := range lock.Catalogs {
		l.settings.Catalogs[name] = map[string]string{}
		for pkg, entry := range entries {
			l.settings.Catalogs[name][pkg] = scalarText(entry["specifier"])
		}
	}
	return nil
}

// overrideParent finds the parents of an override's key, with the first letter
// of the name behind them. The ">" of a range is followed by a number.
var overrideParent = pattern.New(`^.*>[@A-Za-z]`)

// addOverrides records which packages' ranges the root of the workspace
// replaces everywhere. A key is "name", "name@range" or "parent>name".
func (l *Lockfile) addOverrides(overrides map[string]any) {
	l.overrides = map[string][]string{}
	for key, value := range overrides {
		if m := overrideParent.FindStringIndex(key); m != nil {
			key = key[m[1]-1:]
		}
		name := descriptorName(key)
		l.overrides[name] = append(l.overrides[name], scalarText(value))
	}
}

// addImporters records what each folder asks for.
func (l *Lockfile) addImporters(lock pnpmLock) {
	l.sections = map[string]map[string]Section{}
	if len(lock.Importers) == 0 {
		root := pnpmAsked{lock.Specifiers, lock.Dependencies, lock.Dev, lock.Optional, lock.Meta, lock.Published}
		l.Root, l.sections["."] = root.ranges(), root.sections()
		l.remarks = map[string]pnpmRemarks{".": {fmt.Sprint(root.Meta), root.Published}}
		return
	}
	l.importers, l.remarks = map[string]map[string]string{}, map[string]pnpmRemarks{}
	for _, place := range slices.Sorted(maps.Keys(lock.Importers)) {
		asked := lock.Importers[place]
		l.remarks[path.Clean(place)] = pnpmRemarks{fmt.Sprint(asked.Meta), asked.Published}
		l.sections[path.Clean(place)] = asked.sections()
		if place == "." {
			l.Root = asked.ranges()
			continue
		}
		l.Links = append(l.Links, place)
		l.importers[path.Clean(place)] = asked.ranges()
	}
}

// ranges returns name → range.
func (a pnpmAsked) ranges() map[string]string {
	out := map[string]string{}
	for name, r := range a.Specifiers {
		out[name] = scalarText(r)
	}
	for _, section := range []map[string]any{a.Dev, a.Dependencies, a.Optional} {
		for name, v := range section {
			if entry, ok := v.(map[string]any); ok {
				out[name] = scalarText(entry["specifier"])
			}
		}
	}
	return out
}

// sections returns name → where package.json named it.
func (a pnpmAsked) sections() map[string]Section {
	out := map[string]Section{}
	for _, in := range []struct {
		section Section
		names   map[string]any
	}{{Prod, a.Dependencies}, {Dev, a.Dev}, {Optional, a.Optional}} {
		for name := range in.names {
			out[name] = in.section
		}
	}
	return out
}

// texts returns a list's items as texts, sorted.
func texts(items []any) (out []string) {
	for _, item := range items {
		out = append(out, scalarText(item))
	}
	slices.Sort(out)
	return out
}

// pnpmKey splits a key of packages: "/name/1.2.3_peer" in version 5,
// "/name@1.2.3(peer@1)" and "name@1.2.3" later.
func pnpmKey(key string, five bool) (name, version string) {
	key = strings.TrimPrefix(key, "/")
	key, _, _ = strings.Cut(key, "(")
	sep := byte('@')
	if five {
		sep = '/'
	}
	at := strings.LastIndexByte(key, sep)
	if at <= 0 {
		return key, ""
	}
	name, version = key[:at], key[at+1:]
	if five {
		version, _, _ = strings.Cut(version, "_")
	}
	return name, version
}
