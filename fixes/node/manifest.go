package node

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A Manifest is a package.json.
type Manifest struct {
	Path           string
	Name           string
	Version        string
	Main           string
	Type           string // "module", "commonjs" or ""
	Bin            map[string]string
	Scripts        map[string]string
	Dependencies   map[string]string // name → range, as in the file
	Dev            map[string]string
	Optional       map[string]string
	Peer           map[string]string
	OptionalPeers  map[string]bool   // of Peer, those that may be absent
	Resolutions    map[string]string // Yarn: "name", "parent/name" or "**/name" → range
	Overrides      map[string]any    // npm: "name" → range, or what counts below it
	PNPM           PNPMSettings
	Meta           map[string]any // dependenciesMeta: name → what pnpm and Yarn from 2 on do about it
	Published      string         // publishConfig.directory
	Workspaces     []string       // patterns, of either form
	Engines        map[string]string
	PackageManager string // as written: "pnpm@9.1.0+sha512.…"
	Volta          map[string]string
	Files          []string
	Aliases        map[string][]string // name in an import → what it stands for: of imports and _moduleAliases
	Private        bool
	Next           bool // depends on Next.js
	Prisma         bool // depends on Prisma's command line or client

	// Problems are fields that were dropped because of their type, a
	// sentence each.
	Problems []string
}

// ParseManifest reads a package.json. A field of the wrong type is dropped and
// remembered in Problems. The error is an *Error: the file is no JSON object.
func ParseManifest(path string, data []byte) (*Manifest, error) {
	data = trimBOM(data)
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, jsonError(path, data, err)
	}
	if fields == nil {
		return nil, &Error{Path: path, Line: 1, Message: "null where an object is expected"}
	}
	m := &Manifest{Path: path}
	d := fieldReader{fields: fields, problems: &m.Problems}
	d.into("name", &m.Name)
	d.into("version", &m.Version)
	d.into("main", &m.Main)
	d.into("type", &m.Type)
	d.into("packageManager", &m.PackageManager)
	d.into("private", &m.Private)
	d.texts("scripts", &m.Scripts)
	d.texts("dependencies", &m.Dependencies)
	d.texts("devDependencies", &m.Dev)
	d.texts("optionalDependencies", &m.Optional)
	d.texts("peerDependencies", &m.Peer)
	m.OptionalPeers = d.optionalPeers()
	d.texts("resolutions", &m.Resolutions)
	d.settings("overrides", &m.Overrides)
	d.settings("pnpm", &m.PNPM)
	d.settings("dependenciesMeta", &m.Meta)
	var publish struct{ Directory string }
	d.settings("publishConfig", &publish)
	m.Published = publish.Directory
	d.texts("engines", &m.Engines)
	d.texts("volta", &m.Volta)
	d.list("files", &m.Files)
	m.Bin = d.bin(m.Name)
	m.Workspaces = d.workspaces()
	m.Next = m.Depends("next")
	m.Aliases = d.aliases()
	m.Prisma = m.Depends("prisma") || m.Depends("@prisma/client")
	slices.Sort(m.Problems)
	return m, nil
}

// Depends reports whether the manifest names the package among its
// dependencies, dev and optional ones included; peers are not.
func (m *Manifest) Depends(pkg string) bool {
	_, in := m.Section(pkg)
	return in
}

// A Section is the part of package.json that names a dependency.
type Section string

// The sections, the strongest first.
const (
	Prod     Section = "dependencies"
	Optional Section = "optionalDependencies"
	Dev      Section = "devDependencies"
)

// Section returns where the manifest names the package.
func (m *Manifest) Section(pkg string) (Section, bool) {
	if m == nil {
		return "", false
	}
	for _, s := range []struct {
		section Section
		names   map[string]string
	}{{Prod, m.Dependencies}, {Optional, m.Optional}, {Dev, m.Dev}} {
		if _, in := s.names[pkg]; in {
			return s.section, true
		}
	}
	return "", false
}

// DevOnly reports whether the manifest names the package as a dev dependency
// and nowhere else, so that an install for production leaves it out.
func (m *Manifest) DevOnly(pkg string) bool {
	section, in := m.Section(pkg)
	return in && section == Dev
}

// Resolves reports whether the manifest's resolutions replace the ranges that
// are asked of a package.
func (m *Manifest) Resolves(name string) bool {
	for key := range m.Resolutions {
		if key = strings.TrimSuffix(key, "@"+afterAt(key)); key == name || strings.HasSuffix(key, "/"+name) {
			return true
		}
	}
	return false
}

// ResolvesInBerry is Resolves for Yarn from 2 on, which leaves keys with a star out.
func (m *Manifest) ResolvesInBerry(name string) bool {
	for key := range m.Resolutions {
		if key = strings.TrimSuffix(key, "@"+afterAt(key)); !strings.Contains(key, "*") && (key == name || strings.HasSuffix(key, "/"+name)) {
			return true
		}
	}
	return false
}

// afterAt returns what follows the last "@" of a key, "" when that is the
// beginning of a scope.
func afterAt(key string) string {
	at := strings.LastIndexByte(key, '@')
	if at <= 0 || key[at-1] == '/' {
		return ""
	}
	return key[at+1:]
}

// All returns every dependency's name and range but the peers'.
func (m *Manifest) All() map[string]string {
	all := map[string]string{}
	maps.Copy(all, m.Dev)
	maps.Copy(all, m.Dependencies)
	maps.Copy(all, m.Optional)
	return all
}

// AllOfNPM is All for npm, and for Yarn from 2 on, to which a dev dependency says more than the same name in
// another section.
func (m *Manifest) AllOfNPM() map[string]string {
	all := m.All()
	maps.Copy(all, m.Dev)
	return all
}

// Without returns the manifest without the dependencies, the peers aside, that
// drop names by name and range.
func (m *Manifest) Without(drop func(name, asked string) bool) *Manifest {
	less := *m
	for _, names := range []*map[string]string{&less.Dependencies, &less.Dev, &less.Optional} {
		*names = maps.Clone(*names)
		maps.DeleteFunc(*names, drop)
	}
	return &less
}
