package project

import (
	"iter"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/nodedock/nodedock/fixes/nesting"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// mergedList finds a merge of several mappings in one line: <<: [*common, *logged].
var mergedList = pattern.New(`(?m)^([ \t]*)<<:[ \t]*\[([^\]\n]*)\][ \t]*$`).Needs("<<:")

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
	return yaml.UnmarshalWithOptions([]byte(oneMergeEach(text)), to, yaml.AllowDuplicateMapKey()) == nil
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

// oneMergeEach writes a line for each mapping of a merge, the one that counts last: the
// parser knows no lists there.
func oneMergeEach(text string) string {
	if !strings.Contains(text, "<<:") {
		return text
	}
	for _, m := range mergedList.FindAllStringSubmatch(text, -1) {
		var lines []string
		for _, name := range strings.Split(m[2], ",") {
			lines = append(lines, m[1]+"<<: "+strings.TrimSpace(name))
		}
		slices.Reverse(lines)
		text = strings.ReplaceAll(text, m[0], strings.Join(lines, "\n"))
	}
	return text
}
