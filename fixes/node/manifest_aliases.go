package node

import (
	"encoding/json"
	"slices"
	"strings"
)

// aliases reads the names that stand for other modules: those of "imports", which
// Node itself knows, and of "_moduleAliases", which the package module-alias reads.
func (d fieldReader) aliases() map[string][]string {
	var out map[string][]string
	for _, field := range []string{"imports", "_moduleAliases"} {
		var entries map[string]any
		if json.Unmarshal(d.fields[field], &entries) != nil {
			continue
		}
		for name, target := range entries {
			if out == nil {
				out = map[string][]string{}
			}
			out[name] = append(out[name], leaves(target)...)
		}
	}
	return out
}

// leaves returns the texts of a target, which may be chosen by conditions.
func leaves(target any) (out []string) {
	switch v := target.(type) {
	case string:
		return []string{strings.TrimPrefix(strings.TrimPrefix(v, "./"), "node_modules/")}
	case []any:
		for _, item := range v {
			out = append(out, leaves(item)...)
		}
	case map[string]any:
		for condition, item := range v {
			if condition != "types" && condition != "browser" {
				out = append(out, leaves(item)...)
			}
		}
		slices.Sort(out)
	}
	return out
}

// StandsFor returns the modules that a name in an import may stand for; nil for a
// name that is no alias.
func (m *Manifest) StandsFor(module string) []string {
	if targets, ok := m.Aliases[module]; ok {
		return targets
	}
	for name, targets := range m.Aliases {
		if prefix, _, ok := strings.Cut(name, "*"); strings.HasPrefix(module, prefix) && (ok || strings.HasPrefix(module, name+"/")) {
			return targets
		}
	}
	return nil
}
