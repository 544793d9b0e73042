package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// CompilerPackages compile native code, and do nothing else in an image.
var CompilerPackages = project.WordSet(`gcc g++ clang build-base build-essential make cmake musl-dev libc-dev libc6-dev linux-headers alpine-sdk autoconf automake libtool nasm`)

// ProjectBuild returns the command of a RUN that builds the project, "" when
// there is none.
func ProjectBuild(m fixes.Moment) string {
	if !m.Is("RUN") {
		return ""
	}
	for _, c := range LeanCommands(m) {
		words := c.Leading()
		if len(words) == 0 {
			continue
		}
		if name, _, ok := node.ScriptName(words); ok && project.BuildScript.MatchString(name) || project.BuildsDirectly(node.Unwrap(words)) {
			return strings.Join(words[:min(len(words), 4)], " ")
		}
	}
	return ""
}
