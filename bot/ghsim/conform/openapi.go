package conform

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// used are the beginnings of the paths that a GitHub App such as ours may ask;
// the rest of the description is left out, because reading it takes long.
var used = []string{"/app", "/rate_limit", "/installation/repositories", "/repos/{owner}/{repo}"}

// An operation is a method on a path of the description.
type operation struct {
	method, path string
	item         *openapi3.PathItem
	operation    *openapi3.Operation
}

// newSpec reads the part of GitHub's OpenAPI description that is used.
func newSpec(raw []byte) (*Spec, error) {
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	mend(doc)
	pruned, err := json.Marshal(prune(doc))
	if err != nil {
		return nil, err
	}
	t, err := openapi3.NewLoader().LoadFromData(pruned)
	if err != nil {
		return nil, err
	}
	spec := &Spec{doc: t}
	for path, item := range t.Paths.Map() {
		for method, op := range item.Operations() {
			spec.operations = append(spec.operations, operation{method, path, item, op})
		}
	}
	// The longest first, then literal elements before parameters:
	// /issues/comments before /issues/{n}, since {ref} may hold slashes.
	slices.SortFunc(spec.operations, func(a, b operation) int {
		return cmp.Or(strings.Count(b.path, "/")-strings.Count(a.path, "/"),
			strings.Compare(strings.ReplaceAll(a.path, "{", "~"), strings.ReplaceAll(b.path, "{", "~")))
	})
	return spec, nil
}

// mend repairs what contradicts itself: the list of installations wants each
// account to be a user and an enterprise at once, a single installation either.
func mend(doc map[string]any) {
	var v any = doc
	for _, key := range []string{"paths", "/app/installations", "get", "responses", "200", "content", "application/json", "schema"} {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	if list, is := v.(map[string]any); is {
		list["items"] = map[string]any{"$ref": "#/components/schemas/installation"}
	}
}

// prune keeps the paths that are used and the components that they name.
func prune(doc map[string]any) map[string]any {
	paths := make(map[string]any)
	all, _ := doc["paths"].(map[string]any)
	for path, item := range all {
		if slices.ContainsFunc(used, func(prefix string) bool { return strings.HasPrefix(path, prefix) }) {
			paths[path] = item
		}
	}
	kept := make(map[string]any)
	keep(doc, kept, paths)
	return map[string]any{"openapi": doc["openapi"], "info": doc["info"], "paths": paths, "components": kept}
}

// keep copies the components that v names, and those that they name. Examples
// are dropped on the way: they are most of the description.
func keep(doc, kept map[string]any, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			keep(doc, kept, e)
		}
	case map[string]any:
		if _, is := v["examples"].(map[string]any); is {
			delete(v, "examples")
		}
		if ref, is := v["$ref"].(string); is {
			keepRef(doc, kept, ref)
		}
		for _, e := range v {
			keep(doc, kept, e)
		}
	}
}

func keepRef(doc, kept map[string]any, ref string) {
	var kind, name string
	if n, _ := fmt.Sscanf(strings.ReplaceAll(ref, "/", " "), "# components %s %s", &kind, &name); n != 2 {
		return
	}
	group, _ := kept[kind].(map[string]any)
	if group == nil {
		group = make(map[string]any)
		kept[kind] = group
	}
	if group[name] != nil {
		return
	}
	components, _ := doc["components"].(map[string]any)
	source, _ := components[kind].(map[string]any)
	group[name] = source[name]
	keep(doc, kept, source[name])
}

// match finds the operation for a path. A reference or a file's path may hold
// slashes where the description has one parameter.
func (s *Spec) match(method, path string) (operation, map[string]string, bool) {
	have := strings.Split(path, "/")
	for _, op := range s.operations {
		if op.method != method {
			continue
		}
		if values, fits := fit(strings.Split(op.path, "/"), have); fits {
			return op, values, true
		}
	}
	return operation{}, nil, false
}

// wide are the parameters that may hold slashes.
var wide = []string{"{ref}", "{path}", "{branch}", "{basehead}"}

func fit(pattern, path []string) (map[string]string, bool) {
	values := make(map[string]string)
	for i, want := range pattern {
		if i >= len(path) {
			return nil, false
		}
		extra := len(path) - len(pattern)
		switch {
		case slices.Contains(wide, want) && extra >= 0:
			values[strings.Trim(want, "{}")] = strings.Join(path[i:i+extra+1], "/")
			rest, fits := fit(pattern[i+1:], path[i+extra+1:])
			for name, value := range rest {
				values[name] = value
			}
			return values, fits
		case strings.HasPrefix(want, "{"):
			values[strings.Trim(want, "{}")] = path[i]
		case want != path[i]:
			return nil, false
		}
	}
	return values, len(pattern) == len(path)
}
