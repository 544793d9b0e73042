package devneeds

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// runsGivenScript reports whether whoever starts the container names the script of
// package.json that it runs: ENTRYPOINT ["npm", "run"], or "npm run $@" in a start
// script, without a CMD that names one.
func runsGivenScript(t *fixes.Target, lines [][]string) bool {
	return t.Process.Cmd.At == nil && (launch.HandsToTool(t) != "" || slices.ContainsFunc(lines, func(words []string) bool {
		name, _, ok := node.ScriptOf(project.WithoutInits(project.BareProgram(words)))
		return ok && strings.HasPrefix(name, "$")
	}))
}

// givenScriptNeedsDev returns the first script that whoever starts the container may ask for
// and that needs a dev dependency: none that builds, tests or checks the project.
func givenScriptNeedsDev(pr *project.Project) string {
	for _, name := range project.SortedNames(pr.Manifest.Scripts) {
		if ofDevelopment.MatchString(name) {
			continue
		}
		if need := pr.RunNeeds([]string{"npm", "run", name}); need != nil {
			return fmt.Sprintf("the image runs the script that it is given, and %s is one: it starts %s. Move %s to dependencies if it is needed there", name, need, need.Package)
		}
	}
	return ""
}

// ofDevelopment finds names of scripts that are for work on the project.
var ofDevelopment = pattern.New(`^(pre|post)?(install|prepare|prepack|publish|version)|(^|[:._-])(dev|develop|watch|build|compile|clean|test|tests|e2e|coverage|lint|format|fmt|prettier|eslint|typecheck|check|types|docs|release|codegen|generate)([:._-]|$)`)
