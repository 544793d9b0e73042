package rules

import (
	"regexp"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// inCode returns where a source file of the context names a file, as a text of its
// own or at the end of a path: what a program or a tool of the build reads.
func (v *ignoreView) inCode(name string) string {
	text := pattern.New("['\"`/]" + regexp.QuoteMeta(name) + "['\"`]").Needs(name)
	for _, file := range v.p.Sources(v.context.Dir) {
		if found, err := v.p.Repo.Matches(file, text); err == nil && found {
			return file + " names " + name
		}
	}
	return ""
}

// belowInCode returns where a source file of the program names a file below a folder,
// which what the tools are told to leave out is not.
func (v *ignoreView) belowInCode(name string) string {
	text := pattern.New("['\"`/]" + regexp.QuoteMeta(name) + "/[\\w.-]+['\"`/]").Needs(name)
	for _, file := range v.p.Sources(v.context.Dir) {
		if isTooling(file) {
			continue
		}
		if found, err := v.p.Repo.Matches(file, text); err == nil && found {
			return file + " names what lies in " + name
		}
	}
	return ""
}
