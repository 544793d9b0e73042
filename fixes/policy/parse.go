package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxSize is the largest policy file that is read, in bytes.
const maxSize = 64 << 10

// Parse reads a repository's policy file on top of Default. rules are the names
// of all rules. The error is an *Error.
func Parse(path string, src []byte, rules []string) (*Config, error) {
	return parse(path, src, keys(rules))
}

// ParseOwner reads the policy file of an owner, which may also lock keys.
func ParseOwner(path string, src []byte, rules []string) (*Config, error) {
	known := keys(rules)
	return parse(path, src, append(known, lockedKey(known, rules)))
}

func parse(path string, src []byte, known []key) (config *Config, err error) {
	f := &file{path: path, noun: "key"}
	defer func() { // the YAML library has panicked on odd input before
		if v := recover(); v != nil {
			config, err = nil, &Error{Path: path, Message: fmt.Sprintf("cannot be read as YAML: %v", v)}
		}
	}()
	if len(src) > maxSize {
		return nil, &Error{Path: path, Message: fmt.Sprintf("larger than %d KiB", maxSize>>10)}
	}
	doc, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, f.syntax(err)
	}
	if len(doc.Docs) > 1 {
		return nil, f.errorf(doc.Docs[1].Body, "only one document is expected")
	}
	for _, d := range doc.Docs {
		f.note(f.document(d.Body, known))
	}
	if len(f.problems) > 0 {
		first := f.problems[0]
		first.Others = f.problems[1:]
		return nil, first
	}
	config = Default()
	config.Locked = f.locked
	config.set(f.values, nil)
	return config, nil
}

// document reads the body of a document; an empty one sets nothing.
func (f *file) document(body ast.Node, known []key) error {
	switch body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil
	}
	return f.mapping("", body, known)
}

// file is the state of reading one file.
type file struct {
	path   string
	noun   string // what unknown keys are called
	values []value
	locked []string
	// problems are what is wrong, in the order of the file.
	problems []*Error
}

// note keeps a problem, so that what follows is read too.
func (f *file) note(err error) {
	var e *Error
	if errors.As(err, &e) {
		f.problems = append(f.problems, e)
	}
}

func (f *file) set(key string, apply func(*Config)) { f.values = append(f.values, value{key, apply}) }

// mapping reads the keys of a mapping.
func (f *file) mapping(prefix string, n ast.Node, known []key) error {
	entries, ok := entriesOf(n)
	if !ok {
		return f.errorf(n, "%s: want a mapping", orTop(prefix))
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name, ok := scalar(e.Key)
		if !ok {
			f.note(f.errorf(e.Key, "%s: a plain word is expected as key", orTop(prefix)))
			continue
		}
		at := slices.IndexFunc(known, func(k key) bool { return k.name == name })
		switch {
		case at < 0:
			f.note(f.errorf(e.Key, "unknown %s %q%s", f.noun, name, didYouMean(name, names(known))))
			continue
		case seen[name]:
			f.note(f.errorf(e.Key, "%s is set twice", join(prefix, name)))
			continue
		}
		seen[name] = true
		f.note(known[at].kind.read(f, join(prefix, name), e.Value))
	}
	return nil
}

// entriesOf returns the entries of a mapping node.
func entriesOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// strings reads a list.
func (f *file) strings(prefix string, n ast.Node, of item) ([]string, error) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		return nil, f.errorf(n, "%s: want a list", prefix)
	}
	items := []string{}
	for _, v := range seq.Values {
		s, ok := v.(*ast.StringNode)
		if !ok || !of.fits(s.Value) {
			f.note(f.errorf(v, "%s: want %s", prefix, of.what))
			continue
		}
		if of.check != nil {
			if err := of.check(s.Value); err != nil {
				f.note(f.errorf(v, "%s: want %s: %v", prefix, of.what, err))
				continue
			}
		}
		if slices.Contains(items, s.Value) {
			f.note(f.errorf(v, "%s: %q is there twice", prefix, s.Value))
			continue
		}
		items = append(items, s.Value)
	}
	return items, nil
}

// errorf returns an error at a node.
func (f *file) errorf(n ast.Node, format string, args ...any) error {
	e := &Error{Path: f.path, Message: fmt.Sprintf(format, args...)}
	if n != nil {
		if t := n.GetToken(); t != nil && t.Position != nil {
			e.Line, e.Column = max(t.Position.Line, 1), max(t.Position.Column, 1)
		}
	}
	return e
}

// syntax returns the YAML library's error as ours, without its colours.
func (f *file) syntax(err error) error {
	e := &Error{Path: f.path, Message: "cannot be read as YAML"}
	var y yaml.Error
	if errors.As(err, &y) {
		e.Message += ": " + y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			e.Line, e.Column = max(t.Position.Line, 1), max(t.Position.Column, 1)
		}
	}
	return e
}

func join(prefix, name string) string { return strings.TrimPrefix(prefix+"."+name, ".") }

func orTop(prefix string) string {
	if prefix == "" {
		return "the policy"
	}
	return prefix
}

func names(known []key) []string {
	list := make([]string, len(known))
	for n, k := range known {
		list[n] = k.name
	}
	return list
}
