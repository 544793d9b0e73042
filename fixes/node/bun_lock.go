package node

import (
	"maps"
	"path"
	"slices"
)

// bunLock is bun.lock: JSON with trailing commas, which YAML allows.
type bunLock struct {
	Version    any                       `yaml:"lockfileVersion"`
	Workspaces map[string]map[string]any `yaml:"workspaces"`
	Packages   map[string][]any          `yaml:"packages"`
}

func (l *Lockfile) parseBun(data []byte) error {
	var lock bunLock
	if err := unmarshalYAML(l.Path, data, &lock); err != nil {
		return err
	}
	l.Manager, l.Version, l.BinsKnown = Bun, scalarText(lock.Version), true
	for place, w := range lock.Workspaces {
		asked := bunAsked(w)
		if place == "" {
			l.Root = asked
			continue
		}
		if l.importers == nil {
			l.importers = map[string]map[string]string{}
		}
		l.Links = append(l.Links, place)
		l.importers[path.Clean(place)] = asked
	}
	for place, entry := range lock.Packages {
		if p, ok := bunPackage(place, entry); ok {
			l.Packages = append(l.Packages, p)
		}
	}
	return nil
}

// bunAsked returns name → range of one workspace.
func bunAsked(w map[string]any) map[string]string {
	asked := map[string]string{}
	for _, section := range []string{"devDependencies", "dependencies", "optionalDependencies"} {
		entries, _ := w[section].(map[string]any)
		for name, r := range entries {
			asked[name] = scalarText(r)
		}
	}
	return asked
}

// bunPackage reads ["name@1.2.3", "registry", {"bin": …}, "integrity"].
func bunPackage(place string, entry []any) (Package, bool) {
	if len(entry) == 0 {
		return Package{}, false
	}
	resolved := scalarText(entry[0])
	p := Package{Name: descriptorName(resolved), Place: place}
	p.Version = resolved[min(len(resolved), len(p.Name)+1):]
	for _, part := range entry[1:] {
		info, _ := part.(map[string]any)
		switch bin := info["bin"].(type) {
		case map[string]any:
			p.Bins = slices.Sorted(maps.Keys(bin))
		case string:
			p.Bins = []string{path.Base(p.Name)}
		}
	}
	return p, p.Name != ""
}
