package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// repeatedStep holds back: the start runs a tool that has run as root while the image was made, and
// that may not write over its own files then.
func repeatedStep(p *fixes.Pass, t *fixes.Target) string {
	made := stepTools(p, t)
	if len(made) == 0 {
		return ""
	}
	program := toolOf(t.Program())
	for _, s := range launch.StartTexts(p, t) {
		commands, _ := project.ScriptCommands(s.Text)
		for _, c := range commands {
			tool := toolOf(c.Words)
			if line := made[tool]; line > 0 && tool != program {
				return fmt.Sprintf("%s runs %s at each start, as line %d does in the image, and what that has made there is root's", s.Where, tool, line)
			}
		}
	}
	return ""
}

// stepTools are the commands that the steps of the image run as root, with those of the scripts of
// package.json that they run, each with its line.
func stepTools(p *fixes.Pass, t *fixes.Target) map[string]int {
	tools := map[string]int{}
	for _, m := range t.Chain.Steps {
		if user, known := launch.UserBefore(p, t.Chain, m.Scene); !m.Is("RUN") || known && !launch.MeansRoot(user) {
			continue
		}
		for _, script := range m.Scripts(nil) {
			for _, c := range script.Commands {
				words := c.Leading()
				keepTool(tools, words, m.StartLine)
				name, _, ok := node.ScriptOf(words)
				if !ok {
					continue
				}
				for _, text := range launch.TextsOf(t.Manifest, []string{name}) {
					commands, _ := project.ScriptCommands(text.Text)
					for _, inner := range commands {
						keepTool(tools, inner.Words, m.StartLine)
					}
				}
			}
		}
	}
	return tools
}

func keepTool(tools map[string]int, words []string, line int) {
	if tool := toolOf(words); tool != "" {
		tools[tool] = line
	}
}

// writesNothing are commands that leave no files, or do no harm where they have left them.
var writesNothing = project.WordSet("echo printf mkdir cd true false sleep export set test [ exit exec ls pwd which env cat wait nc")

// toolOf returns a command as it is compared: its words without what starts it, "" for one that leaves no
// files, asks for a version, or is of a package manager itself.
func toolOf(words []string) string {
	words = node.Unwrap(words)
	for len(words) > 0 && strings.Contains(words[0], "=") {
		words = words[1:]
	}
	if len(words) == 0 || slices.Contains(words, "--version") || slices.Contains(words, "-v") {
		return ""
	}
	first := path.Base(words[0])
	if writesNothing[first] || (first == "npm" || first == "yarn" || first == "pnpm" || first == "corepack") {
		return ""
	}
	return strings.Join(append([]string{first}, words[1:]...), " ")
}
