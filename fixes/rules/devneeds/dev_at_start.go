package devneeds

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// buildsAtStart: the image builds the program each time it starts. Which packages that
// wants, such as types and plugins, no command says.
func buildsAtStart(p *fixes.Pass, t *fixes.Target) string {
	for _, s := range launch.StartTexts(p, t) {
		if m := launch.BuildCommand.FindStringSubmatch(s.Text); m != nil && !strings.HasPrefix(m[1], "prisma") {
			return fmt.Sprintf("%s builds the program at each start (%s), and which of them that needs is not known. Build it in the image", s.Where, strings.Join(strings.Fields(m[1]), " "))
		}
	}
	return ""
}

// runBy returns the words by which the system starts the file that a command names: those
// of its first line, "#!/usr/bin/env -S npx tsx", and the file; nil when it has none, or
// is not known.
func runBy(p *fixes.Pass, t *fixes.Target, words []string) []string {
	if len(words) == 0 || !strings.Contains(words[0], "/") {
		return nil
	}
	name, ok := p.Origin(t.Stage, t.Chain.End.Abs(words[0]), nil)
	if !ok {
		return nil
	}
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return nil
	}
	first, _, _ := strings.Cut(string(data), "\n")
	line, ok := strings.CutPrefix(first, "#!")
	if !ok {
		return nil
	}
	by := strings.Fields(line)
	if len(by) > 0 && path.Base(by[0]) == "env" {
		by = by[1:]
	}
	for len(by) > 0 && strings.HasPrefix(by[0], "-") {
		by = by[1:]
	}
	return append(by, words...)
}
