package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// reportStartInstalls reports shipped images that install the project when a
// container starts, with a command that follows no lockfile.
func reportStartInstalls(p *fixes.Pass) {
	for _, t := range p.Production() {
		at := t.Process.Last()
		command, where := startInstallOf(p, t)
		if at == nil || command == "" {
			continue
		}
		p.Report(fixes.Finding{
			Span: at.Span, Key: "at start " + commandKey(at),
			Message:  fmt.Sprintf("%s runs %s at each start: which versions a container gets is decided then, and nothing of them is in the image.", where, command),
			Withheld: "the install belongs into a RUN behind the COPY of package.json and its lockfile, and what the start needs of it has to be known for that",
		})
	}
}

// startInstallOf returns the install of the project that an image itself runs when
// it starts, and where that stands.
func startInstallOf(p *fixes.Pass, t *fixes.Target) (command, where string) {
	for _, s := range startTexts(p, t) {
		if strings.HasPrefix(s.where, "the command in ") {
			continue // of a service
		}
		commands, _ := scriptCommands(s.text)
		for _, c := range commands {
			i, ok := node.ParseInstall(c.words)
			if ok && i.Project() && !i.Clean && i.Verb == node.VerbInstall {
				return strings.Join(c.words, " "), s.where
			}
		}
	}
	return "", ""
}

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
