package builds

import (
	"maps"
)

// matrixOf returns the combinations of a matrix as known expressions; one empty
// combination when there is none, or when it is computed.
func matrixOf(v *value) []map[string]string {
	out := []map[string]string{{}}
	if !v.is(dict) {
		return out
	}
	for _, axis := range v.pairs {
		if axis.key == "include" || axis.key == "exclude" || !axis.value.is(list) {
			continue
		}
		var next []map[string]string
		for _, under := range out {
			for _, item := range axis.value.items {
				next = append(next, both(under, item.expressions("matrix."+axis.key)))
			}
		}
		if len(next) > 0 {
			out = next[:min(len(next), maxMatrix)]
		}
	}
	if include := v.get("include"); include.is(list) {
		out = included(out, include.items)
	}
	return out
}

// included adds the entries of a matrix's include: to the combinations that
// they do not contradict, else as one of their own.
func included(combinations []map[string]string, items []*value) []map[string]string {
	plain := len(combinations) == 1 && len(combinations[0]) == 0
	if plain {
		combinations = nil
	}
	axes := len(combinations)
	for _, item := range items {
		entry, placed := item.expressions("matrix"), false
		for at := range axes {
			if !contradicts(combinations[at], entry) {
				combinations[at], placed = both(combinations[at], entry), true
			}
		}
		if !placed {
			combinations = append(combinations, entry)
		}
	}
	if len(combinations) == 0 {
		return []map[string]string{{}}
	}
	return combinations
}

func contradicts(combination, entry map[string]string) bool {
	for name, text := range entry {
		if known, ok := combination[name]; ok && known != text {
			return true
		}
	}
	return false
}

// expressions returns the scalars of a value under dotted names.
func (v *value) expressions(name string) map[string]string {
	out := map[string]string{}
	switch {
	case v.is(scalar):
		out[name] = v.text
	case v.is(dict):
		for _, p := range v.pairs {
			maps.Copy(out, p.value.expressions(name+"."+p.key))
		}
	}
	return out
}
