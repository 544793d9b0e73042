package builds

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	justVariable = pattern.New(`^(?:export\s+)?([A-Za-z_][A-Za-z0-9_-]*)\s*:=\s*(?:"([^"\\]*)"|'([^']*)')\s*$`)
	justUse      = pattern.New(`\{\{\s*([^{}]*?)\s*\}\}`).Needs("{{")
)

// readJustfile adds the builds of recipe lines, as those of a Makefile are read. What a
// recipe takes from its caller is not known.
func readJustfile(f *finder, name string, data []byte) error {
	if !builds(data) {
		return nil
	}
	variables := map[string]string{}
	for _, line := range logicalLines(string(data)) {
		if m := justVariable.FindStringSubmatch(line); m != nil {
			variables[m[1]] = m[2] + m[3]
		}
	}
	for number, line := range logicalLines(string(data)) {
		recipe := strings.TrimLeft(line, " \t@-")
		if recipe == line {
			continue
		}
		recipe = justUse.ReplaceAllStringFunc(recipe, func(use string) string {
			name := justUse.FindStringSubmatch(use)[1]
			switch text, known := variables[name]; {
			case known:
				return text
			case makeName.MatchString(name):
				return "${" + name + "}"
			}
			return "`unknown`"
		})
		source := func(int) Source { return Source{Path: name, Line: number, Kind: Script} }
		f.addCommands(shellCommands(recipe, nil), source, "", path.Dir(name), ".")
	}
	return nil
}
