package node

import (
	"encoding/json"
	"fmt"
	"strings"
)

// fieldReader decodes fields one at a time.
type fieldReader struct {
	fields   map[string]json.RawMessage
	problems *[]string
}

func (d fieldReader) problem(field, want string) {
	*d.problems = append(*d.problems, fmt.Sprintf("%s is not %s", field, want))
}

// into decodes a scalar; null is absent.
func (d fieldReader) into(field string, to any) {
	raw, ok := d.fields[field]
	if !ok || json.Unmarshal(raw, to) == nil {
		return
	}
	want := "a string"
	if _, boolean := to.(*bool); boolean {
		want = "true or false"
	}
	d.problem(field, want)
}

// settings decodes what one package manager reads; what is of another form is left
// out.
func (d fieldReader) settings(field string, to any) {
	if raw, ok := d.fields[field]; ok {
		_ = json.Unmarshal(raw, to)
	}
}

// texts decodes an object of strings; entries of other types are dropped.
func (d fieldReader) texts(field string, to *map[string]string) {
	raw, ok := d.fields[field]
	if !ok {
		return
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		if string(raw) != "[]" { // what some tools write for none
			d.problem(field, "an object")
		}
		return
	}
	out := make(map[string]string, len(entries))
	for key, raw := range entries {
		var text *string
		if json.Unmarshal(raw, &text) != nil || text == nil {
			if field != "volta" && field != "engines" {
				d.problem(field+"."+key, "a string")
			}
			continue
		}
		out[key] = *text
	}
	if len(out) > 0 {
		*to = out
	}
}

// list decodes an array of strings; entries of other types are dropped.
func (d fieldReader) list(field string, to *[]string) {
	raw, ok := d.fields[field]
	if !ok {
		return
	}
	if *to, ok = stringList(raw); !ok {
		d.problem(field, "an array of strings")
	}
}

func stringList(raw json.RawMessage) ([]string, bool) {
	var items []any
	if json.Unmarshal(raw, &items) != nil {
		return nil, false
	}
	all := true
	var out []string
	for _, item := range items {
		s, ok := item.(string)
		all = all && ok
		if ok {
			out = append(out, s)
		}
	}
	return out, all
}

// bin decodes both forms of bin; a single path has the package's own name.
func (d fieldReader) bin(name string) map[string]string {
	raw, ok := d.fields["bin"]
	if !ok {
		return nil
	}
	var single string
	if json.Unmarshal(raw, &single) == nil {
		return map[string]string{name[strings.LastIndexByte(name, '/')+1:]: single}
	}
	var out map[string]string
	d.texts("bin", &out)
	return out
}

// workspaces decodes both forms: an array, or an object with packages.
func (d fieldReader) workspaces() []string {
	raw, ok := d.fields["workspaces"]
	if !ok {
		return nil
	}
	if list, ok := stringList(raw); ok {
		return list
	}
	var object struct {
		Packages json.RawMessage `json:"packages"`
	}
	if json.Unmarshal(raw, &object) == nil {
		if object.Packages == nil {
			return nil
		}
		if list, ok := stringList(object.Packages); ok {
			return list
		}
	}
	d.problem("workspaces", "an array of patterns")
	return nil
}
