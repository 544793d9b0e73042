package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// runsNode reports whether the target's process is Node, or cannot be told and
// the image is a Node image.
func (p *Pass) runsNode(t *Target) bool {
	words := t.Program()
	if len(words) == 0 {
		return t.Chain.Base.Node
	}
	if nodePrograms[path.Base(words[0])] {
		return true
	}
	if t.Manifest != nil && t.Manifest.Find(nil, words[0]).Package != "" {
		return true
	}
	if t.Chain.Base.Node {
		return !otherServers[path.Base(words[0])]
	}
	return p.scriptStartsNode(t, words) || handsNodeOn(t)
}

// handsNodeOn reports whether an ENTRYPOINT gets Node or a package manager as its
// arguments, which it is there to start.
func handsNodeOn(t *Target) bool {
	cmd := t.Process.Cmd
	return t.Process.Entrypoint.At != nil && cmd.At != nil && !cmd.Shell && len(cmd.Words) > 1 && nodePrograms[path.Base(cmd.Words[0])]
}

// Program returns the words of the process without inits and without the
// official image's entrypoint; for shell form the last command, and of those
// that a condition chooses between, one that is not made for development. It is
// nil when nothing is known.
func (t *Target) Program() []string {
	if argv, ok := t.Process.Argv(); ok && !t.startsShell(argv) {
		return Unwrap(argv)
	}
	for _, c := range []Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(nil) {
			if len(script.Commands) > 0 {
				return withoutExec(t.lastOf(script.Commands).Leading())
			}
		}
		if words := Unwrap(c.Words); !c.Shell && len(words) > 0 {
			return words
		}
	}
	return nil
}

// withoutExec removes the word by which a shell becomes its last command.
func withoutExec(words []string) []string {
	if len(words) > 1 && words[0] == "exec" {
		return words[1:]
	}
	return words
}

// startsShell reports whether a process in exec form is a shell with the text
// of its commands, ["sh", "-c", "npm start"], and nothing behind it.
func (t *Target) startsShell(argv []string) bool {
	last := t.Process.Last()
	words := Unwrap(argv)
	return last != nil && len(words) > 0 && shells[path.Base(words[0])] && len(last.Scripts(nil)) > 0
}

// lastOf returns the command that a script comes down to.
func (t *Target) lastOf(commands []*dockerfile.Command) *dockerfile.Command {
	last := commands[len(commands)-1]
	for n := len(commands) - 1; n >= 0 && commands[n].Conditional; n-- {
		if words := commands[n].Leading(); len(words) > 0 && nodePrograms[path.Base(words[0])] && t.watching(words) == "" {
			return commands[n]
		}
	}
	if started := startedBefore(commands); started != nil {
		return started
	}
	return last
}

// startedBefore returns the Node program that a script starts before it only
// waits ("npm start && tail -f /dev/null"), nil when it starts none.
func startedBefore(commands []*dockerfile.Command) *dockerfile.Command {
	last := len(commands) - 1
	if last < 1 || !idles(commands[last].Leading()) {
		return nil
	}
	words := commands[last-1].Leading()
	if len(words) < 2 || !nodePrograms[path.Base(words[0])] {
		return nil
	}
	if _, installs := node.ParseInstall(words); installs || slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "build") }) {
		return nil
	}
	return commands[last-1]
}
