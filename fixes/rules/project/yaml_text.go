package project

import (
	"iter"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/nodedock/nodedock/fixes/nesting"
)

// ReadYAML decodes a text, and reports whether that is possible. A key that a merge
// brings as well is the one that is written, and of several merges the first counts. A
// parser that fails in its own way fails like any other.
func ReadYAML(text string, to any) (ok bool) {
	if nesting.TooDeep(text) {
		return false
	}
	defer func() {
		if v := recover(); v != nil {
			ok = false
		}
	}()
	if !strings.Contains(text, "<<") {
		return yaml.UnmarshalWithOptions([]byte(text), to, yaml.AllowDuplicateMapKey()) == nil
	}
	file, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil || len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return err == nil
	}
	ast.Walk(mergesFirst{}, file.Docs[0].Body)
	return yaml.NodeToValue(file.Docs[0].Body, to, yaml.AllowDuplicateMapKey()) == nil
}

// mergesFirst puts the merges of a mapping in front of its keys, and the one that
// counts last: the decoder lets the last key win, and knows no lists of merges.
type mergesFirst struct{}

// Visit orders a mapping.
func (v mergesFirst) Visit(n ast.Node) ast.Visitor {
	mapping, ok := n.(*ast.MappingNode)
	if !ok {
		return v
	}
	var merges, own []*ast.MappingValueNode
	for _, pair := range mapping.Values {
		list, isList := pair.Value.(*ast.SequenceNode)
		switch {
		case !pair.Key.IsMergeKey():
			own = append(own, pair)
		case !isList:
			merges = append(merges, pair)
		default:
			for _, value := range slices.Backward(list.Values) {
				each := *pair
				each.Value = value
				merges = append(merges, &each)
			}
		}
	}
	mapping.Values = append(merges, own...)
	return v
}

// ReadServices reads the services of a compose file, in the order of their names. What is
// malformed is for the reader of builds to report: there is nothing then.
func ReadServices[Service any](text string) iter.Seq2[string, Service] {
	return func(yield func(string, Service) bool) {
		var file struct {
			Services map[string]Service `yaml:"services"`
		}
		if !ReadYAML(text, &file) {
			return
		}
		for _, name := range SortedNames(file.Services) {
			if !yield(name, file.Services[name]) {
				return
			}
		}
	}
}
