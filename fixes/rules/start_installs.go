package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// startInstall finds an install of a whole project in what runs at the start.
var startInstall = pattern.New(`(?m)(?:^|[;&|(\s])(?:npm (?:ci|i|install)|pnpm (?:i|install)|yarn(?: install)?)\s*(?:$|[;&|)])`)

// projectInstall returns the install of a whole project, with dev dependencies, that a
// text runs at the start; "" for none.
func projectInstall(text string) string {
	if m := startInstall.FindString(text); m != "" {
		return strings.Trim(m, " \t\n;&|()")
	}
	commands, _ := scriptCommands(text)
	for _, c := range commands {
		words := fixes.Unwrap(c.words)
		if i, ok := node.ParseInstall(words); ok && i.Project() && !i.OmitDev {
			return strings.Join(words, " ")
		}
	}
	return ""
}

// unreadProgram: the image starts a script and nothing else, and what the script
// does cannot be read: it may install, or be for development.
func unreadProgram(p *fixes.Pass, t *fixes.Target) string {
	scripts := startScripts(p, t)
	if len(scripts) == 0 {
		return ""
	}
	last := scripts[len(scripts)-1]
	if last.Found() || t.Process.Cmd.At != nil && !slices.Contains(t.Process.Cmd.Words, last.Word) {
		return ""
	}
	return fmt.Sprintf("%s, so whether it installs dependencies or is for development is not known. Set NODE_ENV where the image runs for production", last.missing(p))
}

// scriptUnread: a script that the image starts cannot be read, and may call any
// program of the dependencies.
func scriptUnread(p *fixes.Pass, t *fixes.Target) string {
	for _, s := range startScripts(p, t) {
		if !s.Found() {
			return s.missing(p) + ", so whether it calls a program of the dev dependencies is not known"
		}
	}
	return ""
}
