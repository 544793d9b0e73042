package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/pid1"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// shellFormCommand reports a process that is started through /bin/sh -c.
var shellFormCommand = &fixes.Rule{
	ID: "shell-form-command", Practice: 5, Aliases: []string{"DL3025", "JSONArgsRecommended"},
	Doc: doc("shell_form_command.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkShellFormCommand,
}

func checkShellFormCommand(p *fixes.Pass) error {
	seen := map[*dockerfile.Instruction]bool{}
	for _, t := range p.Targets() {
		development := t.Dev != "" || t.Watches != ""
		for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
			if !t.Node || c.At == nil || !c.Shell || !c.Set() || seen[c.At] || development && !startsNothing(c) {
				continue
			}
			seen[c.At] = true
			if f, ok := shellForm(p, t, c); ok {
				p.Report(f)
			}
		}
	}
	return nil
}

// startsNothing reports whether a line is no JSON array, so that nothing runs in any image.
func startsNothing(c fixes.Command) bool {
	_, broken := dockerfile.BrokenArray(c.Words[0])
	return broken
}

// shellForm judges one ENTRYPOINT or CMD in shell form; ok is false when the
// shell gives its place to the program.
func shellForm(p *fixes.Pass, t *fixes.Target, c fixes.Command) (f fixes.Finding, ok bool) {
	f = fixes.Finding{Span: c.At.Args[0].Span, Key: launch.CommandKey(c.At)}
	if f.Span.Len() == 0 {
		f.Span = c.At.Span
	}
	line := c.Words[0]
	var start pid1.Argv
	if words, broken := dockerfile.BrokenArray(line); broken {
		f.Message = fmt.Sprintf("%s %s is not a JSON array, so the shell takes it for a command line and %s.", c.At.Keyword, line, taken(strings.Fields(line)[0]))
		start.Words = words
		if c.At == t.Process.Cmd.At {
			start.Withheld = pid1.KeepsArguments(p, t)
		}
	} else {
		scene := t.Chain.Before(c.At)
		script := pid1.ScriptOf(c.At, scene.Shell)
		if pid1.ReplacesShell(script) {
			return f, false
		}
		start = pid1.ShellWords(script, line, scene.Shell)
		f.Message = fmt.Sprintf("%s in shell form starts %s through a shell, which may not pass signals on: stopping the container may then end in a kill.", c.At.Keyword, shown(start, line))
		if pid1.NoShell(t) {
			f.Message = fmt.Sprintf("%s in shell form needs /bin/sh, which %s does not have: the container cannot start.", c.At.Keyword, t.Chain.Ref.Familiar())
		}
		if why := pid1.OnlyInShell(p, t, c); why != "" {
			start.Withheld = why
		}
		if start.Withheld == "" {
			start, start.Withheld = pid1.WithVariables(p, t, start, "the command")
		}
	}
	offerExecForm(p, &f, c, start)
	return f, true
}

// offerExecForm attaches the exec form of the words, or the reason against it.
func offerExecForm(p *fixes.Pass, f *fixes.Finding, c fixes.Command, start pid1.Argv) {
	if f.Withheld = start.Withheld; f.Withheld == "" && len(start.Env) > 0 {
		f.Withheld = pid1.SeenByBuild(p, c.At, start.Env)
	}
	if f.Withheld != "" {
		return
	}
	body, ok := p.File.ReplaceBody(c.At, dockerfile.QuoteExec(start.Words))
	if !ok {
		f.Withheld = "the place of the command in the file is not certain"
		return
	}
	f.Fix = &fixes.Fix{
		Title:         fmt.Sprintf("Start %s without a shell", pid1.BehindEnv(start.Words)[0]),
		Applicability: fixes.Review,
		Changes:       []fixes.Change{p.Edit(body)},
	}
	if comment := dockerfile.CommentBehindArray(c.Words[0]); comment != "" {
		f.Fix.Changes = []fixes.Change{p.Edit(p.File.InsertBefore(c.At, comment), body)}
	}
	if lines := pid1.EnvLines(p.File, start.Env); len(lines) > 0 {
		f.Fix.Changes = []fixes.Change{p.Edit(p.File.InsertBefore(c.At, lines...), body)}
		f.Fix.Notes = []string{fmt.Sprintf("The image now sets %s for every command that runs in it, not only for its own.", pid1.Names(start.Env))}
	}
}

// taken says what the shell makes of a line that is no JSON array, by its first word.
func taken(first string) string {
	if first == "[" {
		return "runs its own test command, ["
	}
	return "looks for a program named " + first
}

// shown names what a line starts: its words when they are certain.
func shown(start pid1.Argv, line string) string {
	if start.Withheld == "" && len(start.Env) == 0 {
		line = strings.Join(start.Words, " ")
	}
	return project.Quoted(line)
}
