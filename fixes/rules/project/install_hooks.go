package project

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
)

// HooksOf returns the scripts of package.json that an install for production
// runs. Yarn 1 leaves prepare out then.
func HooksOf(m node.Manager) []string {
	if m == node.YarnClassic {
		return []string{"preinstall", "install", "postinstall"}
	}
	hooks := []string{"preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"}
	if m == node.NPM {
		return append(hooks, "dependencies")
	}
	return hooks
}

// HookNeeds says why a lifecycle script would fail.
func (pr *Project) HookNeeds(hook string) string {
	text := pr.Manifest.Scripts[hook]
	if text == "" {
		return ""
	}
	commands, ok := ScriptCommands(text)
	if !ok {
		return fmt.Sprintf("what the script %s of %s runs is not certain", hook, pr.Manifest.Path)
	}
	for _, c := range commands {
		need := pr.Needs(c.Words, 0)
		switch {
		case need == nil || c.tolerated && leavesNothing(need):
		case c.tolerated && need.Certain():
			return fmt.Sprintf("%s runs %s: the install would go on without what that does. Move %s to dependencies, or run the script as a step of its own", Quoted(hook), need, need.Package)
		case gitHooks[need.Package]:
			return fmt.Sprintf("%s runs %s, which is a dev dependency: the install %s stop. Write \"%s\": \"%s || true\" in package.json", Quoted(hook), need.Package, would(c.Words), hook, strings.ReplaceAll(text, `"`, `\"`))
		case need.Certain():
			return fmt.Sprintf("%s runs %s: the install would stop. Move %s to dependencies, or run the script as a step of its own", Quoted(hook), need, need.Package)
		default:
			return fmt.Sprintf("%s runs %s", Quoted(hook), need)
		}
	}
	return ""
}

// gitHooks are packages that set up git hooks, which no image needs.
var gitHooks = map[string]bool{"husky": true, "simple-git-hooks": true, "lefthook": true, "pre-commit": true, "@commitlint/cli": true, "is-ci": true, "ghooks": true}

// checkers are packages that look at a project and make no part of it.
var checkers = WordSet(`eslint prettier stylelint tslint jshint jscs standard xo oxlint @biomejs/biome jest mocha ava tap vitest c8 nyc depcheck npm-check-updates audit-ci rimraf del-cli`)

// leavesNothing reports whether a program can be missing where its failure is
// tolerated: what it does is no part of an image. A compiler is none of those: behind
// "tsc || true" lies a program that only it writes.
func leavesNothing(need *DevNeed) bool {
	return gitHooks[need.Package] || checkers[need.Package]
}

// would says how certain it is that a script without its package fails: code
// that node is given may look before it loads.
func would(words []string) string {
	if words = BehindWrappers(words); len(words) > 0 && path.Base(words[0]) == "node" {
		return "may"
	}
	return "would"
}

// Quoted shortens a command line for a message.
func Quoted(line string) string {
	if len(line) > 60 {
		line = line[:57] + "..."
	}
	if strings.Contains(line, `"`) {
		return line
	}
	return `"` + line + `"`
}
