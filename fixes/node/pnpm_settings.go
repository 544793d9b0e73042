package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// PNPMSettings are the settings with which pnpm makes a lockfile, of package.json or
// of pnpm-workspace.yaml.
type PNPMSettings struct {
	Overrides  map[string]any `json:"overrides" yaml:"overrides"`
	Patched    map[string]any `json:"patchedDependencies" yaml:"patchedDependencies"`
	Extensions map[string]any `json:"packageExtensions" yaml:"packageExtensions"`
	Ignored    []any          `json:"ignoredOptionalDependencies" yaml:"ignoredOptionalDependencies"`
	// Catalog and Catalogs are the ranges that stand behind "catalog:" and "catalog:name".
	Catalog  map[string]any            `json:"-" yaml:"catalog"`
	Catalogs map[string]map[string]any `json:"-" yaml:"catalogs"`
	// Links, Inject, Suffix and Dedupe are settings that a lockfile records; nil where nothing says.
	Links  *bool `json:"-" yaml:"excludeLinksFromLockfile"`
	Inject *bool `json:"-" yaml:"injectWorkspacePackages"`
	Suffix *int  `json:"-" yaml:"peersSuffixMaxLength"`
	Dedupe *bool `json:"-" yaml:"dedupePeers"`
	// Peers says whether peers are installed along; nil where nothing says.
	Peers *bool `json:"-" yaml:"autoInstallPeers"`
}

// Empty reports whether nothing is set.
func (s PNPMSettings) Empty() bool {
	return len(s.Overrides)+len(s.Patched)+len(s.Extensions)+len(s.Ignored) == 0
}

// ParsePNPMWorkspace reads the settings of a pnpm-workspace.yaml; what it cannot read
// sets nothing.
func ParsePNPMWorkspace(name string, data []byte) (s PNPMSettings) {
	if unmarshalYAML(name, data, &s) != nil {
		return PNPMSettings{}
	}
	return s
}

// MadeWith reports whether a lockfile of pnpm was made with the settings: a frozen
// install stops where it was not. Those of package.json and of pnpm-workspace.yaml are
// taken together. The major is that of pnpm, 0 where it is not known.
func (l *Lockfile) MadeWith(major int, settings ...PNPMSettings) (bool, string) {
	if l == nil || l.Manager != PNPM || l.settings == nil {
		return true, ""
	}
	overrides, patched, extensions, ignored := map[string]any{}, map[string]any{}, map[string]any{}, []any{}
	for _, s := range settings {
		maps.Copy(overrides, s.Overrides)
		maps.Copy(patched, s.Patched)
		maps.Copy(extensions, s.Extensions)
		ignored = append(ignored, s.Ignored...)
	}
	for _, key := range slices.Sorted(maps.Keys(overrides)) {
		value := scalarText(overrides[key])
		was, in := l.settings.Overrides[key]
		if !in || scalarText(was) != value && !strings.HasPrefix(value, "$") && !strings.HasPrefix(value, "catalog:") && !strings.Contains(value, "link:") && !strings.Contains(value, "file:") {
			return false, fmt.Sprintf("it was made without the override of %s", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.settings.Overrides)) {
		if _, in := overrides[key]; !in {
			return false, fmt.Sprintf("it was made with an override of %s, which is gone", key)
		}
	}
	if why := l.patchedOtherwise(patched); why != "" {
		return false, why
	}
	sum, known := hashedExtensions(extensions)
	switch {
	case len(extensions) > 0 && l.settings.Checksum == "":
		return false, "it was made without packageExtensions"
	case len(extensions) == 0 && l.settings.Checksum != "":
		return false, "it was made with packageExtensions, which are gone"
	case len(extensions) > 0 && known && !sum.is(l.settings.Checksum, major):
		return false, "it was made with other packageExtensions, or by another major of pnpm"
	case strings.HasPrefix(l.Version, "9") && !slices.Equal(texts(ignored), l.settings.Ignored): // pnpm 9 and later
		return false, "it was made with other ignoredOptionalDependencies"
	}
	return true, ""
}

// patchedOtherwise says which patch a lockfile was made without, or with another file than a setting names now.
func (l *Lockfile) patchedOtherwise(patched map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(patched)) {
		was, in := l.settings.Patched[key]
		if !in {
			return fmt.Sprintf("it was made without the patch of %s", key)
		}
		if of, ok := was.(map[string]any); ok && path.Clean(scalarText(of["path"])) != path.Clean(scalarText(patched[key])) {
			return fmt.Sprintf("it was made with the patch of %s in %s", key, scalarText(of["path"]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.settings.Patched)) {
		if _, in := patched[key]; !in {
			return fmt.Sprintf("it was made with a patch of %s, which is gone", key)
		}
	}
	return ""
}

// PatchedWith reports whether a lockfile of pnpm was made with the patch of a package that a file holds. The
// major is that of pnpm, 0 where it is not known.
func (l *Lockfile) PatchedWith(key string, data []byte, major int) bool {
	if l == nil || l.settings == nil {
		return true
	}
	was, in := l.settings.Patched[key]
	if of, ok := was.(map[string]any); ok {
		was = of["hash"]
	}
	return !in || hashedFile(data).is(scalarText(was), major)
}

// Patches returns the patches of settings, the path of each by the package that it is of.
func (s PNPMSettings) Patches() map[string]string {
	all := map[string]string{}
	for key, file := range s.Patched {
		all[key] = scalarText(file)
	}
	return all
}

// Catalogued reports whether the catalogs of pnpm-workspace.yaml still say what a lockfile
// of pnpm took from them: pnpm 10 and later stop where they do not.
func (l *Lockfile) Catalogued(s PNPMSettings) (bool, string) {
	if l == nil || l.settings == nil {
		return true, ""
	}
	for _, name := range slices.Sorted(maps.Keys(l.settings.Catalogs)) {
		says := s.Catalogs[name]
		if name == "default" && s.Catalog != nil {
			says = s.Catalog
		}
		for _, pkg := range slices.Sorted(maps.Keys(l.settings.Catalogs[name])) {
			if was := l.settings.Catalogs[name][pkg]; scalarText(says[pkg]) != was {
				return false, fmt.Sprintf("it was made with %s %s in the catalog", pkg, was)
			}
		}
	}
	return true, ""
}

// PnpmfileChecksum returns the checksum of .pnpmfile.cjs that a lockfile of pnpm 9 or later was
// made with, "" for none, and whether a lockfile of its format has one at all.
func (l *Lockfile) PnpmfileChecksum() (sum string, recorded bool) {
	if l == nil || l.settings == nil || !strings.HasPrefix(l.Version, "9") {
		return "", false
	}
	return l.settings.Pnpmfile, true
}

// pnpmMade is what a lockfile of pnpm says of the settings it was made with.
type pnpmMade struct {
	Overrides, Patched        map[string]any
	Checksum, Peers, Pnpmfile string
	Ignored                   []string
	Catalogs                  map[string]map[string]string
	Settings                  map[string]any
}

// PeersAlong returns whether peers were installed along when a lockfile of pnpm was
// made, "true" or "false"; "" where it does not say.
func (l *Lockfile) PeersAlong() string {
	if l == nil || l.settings == nil {
		return ""
	}
	return l.settings.Peers
}

// Setting returns what a lockfile of pnpm records for a setting, and otherwise where it says nothing.
func (l *Lockfile) Setting(name, otherwise string) string {
	if l == nil || l.settings == nil || l.settings.Settings[name] == nil {
		return otherwise
	}
	return scalarText(l.settings.Settings[name])
}
