package ignores

import (
	"regexp"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// inCode returns where a source file of the context names a file, as a text of its
// own or at the end of a path: what a program or a tool of the build reads.
func (v *View) inCode(name string) string {
	text := pattern.New("['\"`/]" + regexp.QuoteMeta(name) + "['\"`]").Needs(name)
	for _, file := range v.p.Sources(v.Context.Dir) {
		if found, err := v.p.Repo.Matches(file, text); err == nil && found {
			return file + " names " + name
		}
	}
	return ""
}

// belowInCode returns where a source file of the program names a file below a folder,
// which what the tools are told to leave out is not.
func (v *View) belowInCode(name string) string {
	text := pattern.New("['\"`/]" + regexp.QuoteMeta(name) + "/[\\w.-]+['\"`/]").Needs(name)
	for _, file := range v.p.Sources(v.Context.Dir) {
		if project.IsTooling(file) {
			continue
		}
		if found, err := v.p.Repo.Matches(file, text); err == nil && found {
			return file + " names what lies in " + name
		}
	}
	return ""
}
