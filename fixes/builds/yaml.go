package builds

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/nodedock/nodedock/fixes/nesting"
)

// A value is a YAML value with its line, aliases and merges resolved. A nil
// value is absent; every method accepts it.
type value struct {
	line  int
	kind  valueKind
	text  string // of a scalar
	items []*value
	pairs []pair
}

type valueKind int

const (
	null valueKind = iota
	scalar
	list
	dict
)

type pair struct {
	key   string
	line  int
	value *value
}

// get returns the value of a key, nil when there is none.
func (v *value) get(keys ...string) *value {
	for _, key := range keys {
		var next *value
		if v != nil {
			for _, p := range v.pairs {
				if p.key == key {
					next = p.value
				}
			}
		}
		v = next
	}
	return v
}

// lineOf returns the line of a key, 0 when there is none.
func (v *value) lineOf(key string) int {
	if v != nil {
		for _, p := range v.pairs {
			if p.key == key {
				return p.line
			}
		}
	}
	return 0
}

// str returns the text of a scalar, "" for anything else.
func (v *value) str() string {
	if v == nil || v.kind != scalar {
		return ""
	}
	return v.text
}

// is reports whether the value is of the kind.
func (v *value) is(kind valueKind) bool { return v != nil && v.kind == kind }

// strings returns a list's scalars, or a scalar as a list of one.
func (v *value) strings() []string {
	switch {
	case v.is(scalar):
		return []string{v.text}
	case !v.is(list):
		return nil
	}
	out := []string{}
	for _, item := range v.items {
		if item.is(scalar) {
			out = append(out, item.text)
		}
	}
	return out
}

// parseYAML reads the first document. The error names the line.
func parseYAML(data []byte) (root *value, line int, err error) {
	defer func() { // the parser is not ours; a file must not end the plan
		if r := recover(); r != nil {
			root, line, err = nil, 0, fmt.Errorf("not readable as YAML: %v", r)
		}
	}()
	if nesting.TooDeep(string(data)) {
		return nil, 0, errors.New("nested too deeply")
	}
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) {
			if tk := at.GetToken(); tk != nil && tk.Position != nil {
				line = tk.Position.Line
			}
			return nil, line, errors.New(at.GetMessage())
		}
		return nil, 0, err
	}
	c := converter{anchors: map[string]*value{}, budget: 200_000}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return c.convert(doc.Body), 0, nil
		}
	}
	return nil, 0, nil
}

// converter turns the parser's tree into values.
type converter struct {
	anchors map[string]*value
	budget  int // pairs that merges may still copy
}

func (c *converter) convert(n ast.Node) *value {
	v := &value{line: lineOf(n)}
	switch n := n.(type) {
	case *ast.MappingNode:
		v.kind = dict
		for _, entry := range n.Values {
			c.entry(v, entry)
		}
	case *ast.MappingValueNode:
		v.kind = dict
		c.entry(v, n)
	case *ast.SequenceNode:
		v.kind = list
		for _, item := range n.Values {
			v.items = append(v.items, c.convert(item))
		}
	case *ast.AnchorNode:
		v = c.convert(n.Value)
		c.anchors[n.Name.String()] = v
	case *ast.AliasNode:
		if known := c.anchors[n.Value.String()]; known != nil {
			return known
		}
	case *ast.TagNode:
		if n.Value != nil {
			return c.convert(n.Value)
		}
	case *ast.LiteralNode:
		v.kind, v.text = scalar, n.Value.Value
	case *ast.StringNode:
		v.kind, v.text = scalar, n.Value
	case *ast.NullNode, nil:
	default:
		if tk := n.GetToken(); tk != nil {
			v.kind, v.text = scalar, tk.Value
		}
	}
	return v
}

// entry adds one key, or what a merge key brings.
func (c *converter) entry(v *value, entry *ast.MappingValueNode) {
	merge := entry.Key.IsMergeKey()
	from := c.convert(entry.Value)
	if !merge {
		key := ""
		if tk := entry.Key.GetToken(); tk != nil {
			key = tk.Value
		}
		if s, ok := entry.Key.(*ast.StringNode); ok {
			key = s.Value
		}
		v.pairs = slices.DeleteFunc(v.pairs, func(p pair) bool { return p.key == key })
		v.pairs = append(v.pairs, pair{key, lineOf(entry.Key), from})
		return
	}
	sources := []*value{from}
	if from.is(list) {
		sources = from.items
	}
	for _, source := range sources {
		for _, p := range source.pairs {
			if c.budget--; c.budget > 0 && v.get(p.key) == nil {
				v.pairs = append(v.pairs, p)
			}
		}
	}
}

func lineOf(n ast.Node) int {
	if n == nil {
		return 0
	}
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		return tk.Position.Line
	}
	return 0
}
