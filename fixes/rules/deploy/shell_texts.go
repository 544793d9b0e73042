package deploy

import (
	"path"

	"github.com/nodedock/nodedock/fixes/rules/project"
)

// WithHandedOn adds to each command those that it may start in its place: the
// words behind a start script or a waiting program, from a package manager on.
func WithHandedOn(lines [][]string) [][]string {
	for _, words := range lines {
		for n := 1; n < len(words); n++ {
			if Managers[path.Base(words[n])] {
				lines = append(lines, words[n:])
				break
			}
		}
	}
	return lines
}

// SpelledOut returns the commands of a service's command, which is one text or
// its words, and with a shell among them those that it is given.
func SpelledOut(command []string) (lines [][]string) {
	if len(command) != 1 {
		return withShellText(command)
	}
	commands, _ := project.ScriptCommands(command[0])
	for _, c := range commands {
		lines = append(lines, withShellText(c.Words)...)
	}
	return lines
}

// withShellText returns a command, and what it is where it is a shell with a text.
func withShellText(words []string) [][]string {
	if len(words) == 0 {
		return nil
	}
	lines := [][]string{words}
	if src, ok := project.ShellText(words); ok {
		lines = append(lines, SpelledOut([]string{src})...)
	}
	return lines
}
