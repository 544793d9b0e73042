package pid1

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// OnlyInShell returns why the words of a shell-form instruction would do
// something else without the shell, beyond what the words themselves show.
func OnlyInShell(p *fixes.Pass, t *fixes.Target, c fixes.Command) string {
	entry, cmd := t.Process.Entrypoint, t.Process.Cmd
	switch {
	case NoShell(t):
		return fmt.Sprintf("%s starts node with what CMD says: write only the file, as in CMD [\"server.js\"]", t.Chain.Ref.Familiar())
	case c.At == entry.At && cmd.Set():
		return "ENTRYPOINT in shell form takes no arguments, so CMD is ignored today and would not be any more"
	case c.At == entry.At && argumentsInHeir(p, t, c.At) != "":
		return fmt.Sprintf("ENTRYPOINT in shell form takes no arguments, so the CMD of %s is ignored today and would not be any more", argumentsInHeir(p, t, c.At))
	case c.At == entry.At && argumentsGiven(p, t) != "":
		return fmt.Sprintf("ENTRYPOINT in shell form takes no arguments, so the command in %s is ignored today and would not be any more", argumentsGiven(p, t))
	case c.At == cmd.At && entry.Shell:
		return "ENTRYPOINT in shell form takes no arguments, so this CMD is ignored: bring ENTRYPOINT into exec form first"
	case c.At == cmd.At:
		if why := KeepsArguments(p, t); why != "" {
			return why
		}
	}
	if name := readsShellFolder(p, t); name != "" {
		return name + " reads PWD, which the shell sets. Let it call process.cwd() instead"
	}
	return runnable(p, t, c)
}

// NoShell reports whether the base image is known to have no shell.
func NoShell(t *fixes.Target) bool {
	return t.Chain.Known && t.Chain.Base.ProcessKnown && !t.Chain.Base.Shell && t.Chain.Base.Node
}

// argumentsGiven returns the file that gives the target's containers another
// command, or arguments, "" when none does.
func argumentsGiven(p *fixes.Pass, t *fixes.Target) string {
	for _, b := range t.Builds {
		if len(b.Command) > 0 {
			return b.Source.Path
		}
	}
	calls, err := launch.OutsideCalls(p, t)
	for _, c := range calls {
		if err == nil && strings.HasPrefix(c.Words[0], "-") {
			return c.By
		}
	}
	return ""
}

// KeepsArguments returns why the ENTRYPOINT in front of a CMD may do something
// else when its arguments are the program instead of /bin/sh -c.
func KeepsArguments(p *fixes.Pass, t *fixes.Target) string {
	entry := t.Process.Entrypoint
	s := startscript.Of(p, t, entry)
	switch {
	case s != nil && entry.At == nil:
	case entry.At == nil && (entry.Known || t.Chain.Base.HasNodeUser && t.Chain.Lower == nil):
		return "" // none, or the official image's, which starts what it is given
	case entry.At == nil && plainSystem(t):
		return ""
	case entry.At == nil:
		return "what the base image's ENTRYPOINT does with its arguments is not known"
	case len(project.WithoutInits(entry.Words)) == 0:
		return ""
	case len(project.WithoutInits(entry.Words)) == 1 && startscript.RestatesEntrypoint(p, t, project.WithoutInits(entry.Words)[0]):
		return ""
	}
	switch {
	case s == nil:
		return fmt.Sprintf("ENTRYPOINT starts %s, and what that does with other arguments is not certain", project.WithoutInits(entry.Words)[0])
	case !s.Found():
		return fmt.Sprintf("what %s does with its arguments is not known", s.Word)
	case !onlyExecsArguments(s):
		return fmt.Sprintf("%s looks at its arguments, so what it does may depend on how the command is written", s.Path)
	}
	return ""
}

// ArgumentUse finds positional parameters; execArguments the one use of them
// that passes them on unseen.
var (
	ArgumentUse   = pattern.New(`\$\{?([0-9@*#])|\bshift\b|\bgetopts\b|\bset\s+--`)
	execArguments = pattern.New(`(?m)^\s*exec(\s+(dumb-init|tini)(\s+--)?)?(\s+(gosu|su-exec)\s+[\w:.-]+)?\s+"\$@"\s*$`)
)

// onlyExecsArguments reports whether a script does nothing with its arguments
// but to run them.
func onlyExecsArguments(s *startscript.Script) bool {
	code := s.Code()
	return execArguments.MatchString(code) && !ArgumentUse.MatchString(execArguments.ReplaceAllString(code, ""))
}

// runnable returns why the program of the line may run only by grace of the
// shell: a script without "#!" is run by a shell and by nothing else.
func runnable(p *fixes.Pass, t *fixes.Target, c fixes.Command) string {
	script := ScriptOf(c.At, t.Chain.Before(c.At).Shell)
	if script == nil || len(script.Commands) != 1 || len(script.Commands[0].Words) == 0 {
		return ""
	}
	word := script.Commands[0].Words[0]
	if !word.Literal {
		return ""
	}
	s := startscript.Of(p, t, fixes.Command{At: c.At, Words: []string{word.Text}, Known: true})
	switch {
	case s == nil:
		return ""
	case !s.Found():
		return fmt.Sprintf("%s is not in this repository, so whether it runs without a shell is not known", s.Word)
	case !strings.HasPrefix(s.Src, "#!"):
		return fmt.Sprintf("%s has no #! line, so only a shell can run it", s.Path)
	}
	return ""
}
