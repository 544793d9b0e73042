package splits

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// toolAtRunTime returns a tool of a global install that what the image starts
// names, "" when none is.
func (s *Split) toolAtRunTime(m fixes.Moment) string {
	lines := s.commandLines()
	if t := s.Target; t.Manifest != nil {
		for _, name := range project.SortedNames(t.Manifest.Scripts) {
			if strings.Contains(name, "start") || strings.Contains(name, "serve") || strings.Contains(name, "prod") {
				lines = append(lines, strings.Fields(t.Manifest.Scripts[name]))
			}
		}
	}
	for _, script := range launch.AllScripts(s.P, s.Target) {
		lines = append(lines, strings.Fields(script.Src))
	}
	for _, tool := range globalTools(m) {
		for _, words := range lines {
			for _, w := range words {
				if base := path.Base(strings.Trim(w, `"';`)); base == tool || strings.HasPrefix(base, tool+"-") {
					return tool
				}
			}
		}
	}
	return ""
}

// globalTools returns the programs that the global installs of a RUN bring, by
// the names of their packages.
func globalTools(m fixes.Moment) []string {
	var out []string
	for _, c := range launch.LeanCommands(m) {
		words := c.Leading()
		if len(words) > 0 && path.Base(words[0]) == "corepack" {
			out = append(out, "yarn", "pnpm")
			continue
		}
		if i, ok := node.ParseInstall(words); ok && i.Global {
			for _, pkg := range i.Packages {
				name, _, _ := strings.Cut(strings.TrimPrefix(pkg, "@"), "@")
				out = append(out, globalPrograms(path.Base(name))...)
			}
		}
	}
	return out
}

// globalPrograms names the programs of packages that are not called like them.
func globalPrograms(pkg string) []string {
	switch pkg {
	case "typescript":
		return []string{"tsc"}
	case "cli":
		return []string{"nest", "ng", "expo"}
	case "npm":
		return []string{"npm", "npx"}
	}
	return []string{pkg}
}
