package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// packageManagerCommand reports npm, yarn, pnpm or npx as the process of a
// container.
var packageManagerCommand = &fixes.Rule{
	ID: "package-manager-command", Practice: 5,
	Doc: doc("package_manager_command.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: fixes.Agreed(checkPackageManagerCommand),
}

func checkPackageManagerCommand(p *fixes.Pass) error {
	seen := map[*dockerfile.Instruction]bool{}
	for _, t := range p.Production() {
		words := behindScript(p, t)
		if len(words) > 1 && words[0] == "exec" {
			words = words[1:]
		}
		at := t.Process.Last()
		if len(words) == 0 || !managers[path.Base(words[0])] || at == nil || seen[at] {
			continue
		}
		seen[at] = true
		f := fixes.Finding{
			Span: at.Span, Key: commandKey(at),
			Message: fmt.Sprintf("%s starts the program as its child and may not pass SIGTERM on to it: stopping the container may then end in a kill.", quoted(strings.Join(words, " "))),
		}
		fix, withheld, err := directCommand(p, t, words)
		if err != nil {
			return err
		}
		f.Fix, f.Withheld = fix, withheld
		p.Report(f)
	}
	return nil
}

// behindScript returns the words of the target's program; where the ENTRYPOINT is
// a script that gets the words of CMD, those.
func behindScript(p *fixes.Pass, t *fixes.Target) []string {
	entry, cmd := t.Process.Entrypoint, t.Process.Cmd
	s := startScriptOf(p, t, entry)
	if s == nil || entry.Shell || cmd.At == nil || s.Found() && !argumentUse.MatchString(s.Code()) {
		return t.Program()
	}
	return t.Given()
}

// managers are the programs of package managers.
var managers = map[string]bool{"npm": true, "npx": true, "yarn": true, "pnpm": true, "pnpx": true}

// directCommand writes what the package manager would start in its place.
func directCommand(p *fixes.Pass, t *fixes.Target, words []string) (fix *fixes.Fix, withheld string, err error) {
	if daemon := becomesDaemon(t); daemon != "" {
		return nil, daemon + " goes into the background, so that the container ends either way: start pm2-runtime in its place", nil
	}
	at, span, withheld := managerWords(p, t, words)
	if withheld != "" {
		return nil, withheld, nil
	}
	program, withheld, err := resolveProgram(p, t, words)
	if withheld != "" || err != nil {
		return nil, withheld, err
	}
	if withheld = startsOtherwise(p, t, at, words, program); withheld != "" {
		return nil, withheld, nil
	}
	env, withheld := newVariables(p, t, program.env, "the script")
	if withheld == "" && len(env) > 0 {
		withheld = seenByBuild(p, at, env)
	}
	if withheld != "" {
		return nil, withheld, nil
	}
	written := strings.TrimSuffix(strings.TrimPrefix(dockerfile.QuoteExec(program.words), "["), "]")
	edits := []text.Edit{text.Replace(span, written)}
	fix = &fixes.Fix{
		Title:         fmt.Sprintf("Start %s instead of %s", strings.Join(program.words, " "), path.Base(words[0])),
		Applicability: fixes.Review,
	}
	if lines := envLines(p.File, env); len(lines) > 0 {
		edits = append(edits, p.File.InsertBefore(at, lines...))
		fix.Notes = []string{fmt.Sprintf("The image now sets %s for every command that runs in it, not only for its own.", names(env))}
	}
	fix.Changes = []fixes.Change{p.Edit(edits...)}
	return fix, "", nil
}

// newVariables returns the variables that the image does not set yet. Setter
// is what sets them today, for people.
func newVariables(p *fixes.Pass, t *fixes.Target, env []variable, setter string) (missing []variable, withheld string) {
	for _, v := range env {
		if other := setElsewhere(p, t, v); other != "" {
			return nil, fmt.Sprintf("%s sets %s, and %s another value, which would win", setter, v.name, other)
		}
		if v.name == "NODE_OPTIONS" && strings.Contains(v.value, "inspect") {
			return nil, setter + " opens a debugger port by NODE_OPTIONS, which must not be set for every command"
		}
		if turnsOff(v.name, v.value) {
			return nil, fmt.Sprintf("%s turns the verification of certificates off by %s, which must not be set for every command", setter, v.name)
		}
		if have, set := t.Chain.End.Env[v.name]; set && have.Known && have.Value == v.value {
			continue
		}
		if setsSecret(v.name + "=" + v.value) {
			return nil, fmt.Sprintf("%s gives the secret %s a value, which an ENV would show to whoever can pull the image. Give it to the container when it starts", setter, v.name)
		}
		missing = append(missing, v)
	}
	return missing, ""
}
