package credentials

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// configuredWith returns the settings in which a package manager keeps a secret
// that it is told by its "config set", "" when no command names the secret there
// or one makes it forget again.
func configuredWith(i *dockerfile.Instruction, file string) string {
	if forgets.MatchString(i.Text) {
		return ""
	}
	for _, script := range i.Scripts(i.Stage.ShellAt(i)) {
		for _, c := range script.Commands {
			if setsCredential(c) && slices.ContainsFunc(c.Words, func(w dockerfile.ShellWord) bool { return expands(w, file) }) {
				return settingsOf(c)
			}
		}
	}
	return ""
}

// expands reports whether the shell puts the secret's value into a word: a
// variable between single quotes stays a name.
func expands(w dockerfile.ShellWord, file string) bool {
	name, variable := strings.CutPrefix(file, "$")
	return !w.Literal && (!variable && strings.Contains(w.Text, file) ||
		variable && (strings.Contains(w.Text, "$"+name) || strings.Contains(w.Text, "${"+name)))
}
