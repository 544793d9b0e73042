package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/pid1"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
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
		if len(words) == 0 || !deploy.Managers[path.Base(words[0])] || at == nil || seen[at] {
			continue
		}
		seen[at] = true
		f := fixes.Finding{
			Span: at.Span, Key: launch.CommandKey(at),
			Message: fmt.Sprintf("%s starts the program as its child and may not pass SIGTERM on to it: stopping the container may then end in a kill.", project.Quoted(strings.Join(words, " "))),
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
	s := startscript.Of(p, t, entry)
	if s == nil || entry.Shell || cmd.At == nil || s.Found() && !pid1.ArgumentUse.MatchString(s.Code()) {
		return t.Program()
	}
	return t.Given()
}

// directCommand writes what the package manager would start in its place.
func directCommand(p *fixes.Pass, t *fixes.Target, words []string) (fix *fixes.Fix, withheld string, err error) {
	if daemon := becomesDaemon(t); daemon != "" {
		return nil, daemon + " goes into the background, so that the container ends either way: start pm2-runtime in its place", nil
	}
	at, span, withheld := pid1.ManagerWords(p, t, words)
	if withheld != "" {
		return nil, withheld, nil
	}
	program, withheld, err := pid1.ResolveProgram(p, t, words)
	if withheld != "" || err != nil {
		return nil, withheld, err
	}
	if withheld = pid1.StartsOtherwise(p, t, at, words, program); withheld != "" {
		return nil, withheld, nil
	}
	start, withheld := pid1.WithVariables(p, t, program, "the script")
	if withheld == "" && len(start.Env) > 0 {
		withheld = pid1.SeenByBuild(p, at, start.Env)
	}
	if withheld != "" {
		return nil, withheld, nil
	}
	written := strings.TrimSuffix(strings.TrimPrefix(dockerfile.QuoteExec(start.Words), "["), "]")
	edits := []text.Edit{text.Replace(span, written)}
	fix = &fixes.Fix{
		Title:         fmt.Sprintf("Start %s instead of %s", strings.Join(program.Words, " "), path.Base(words[0])),
		Applicability: fixes.Review,
	}
	if lines := pid1.EnvLines(p.File, start.Env); len(lines) > 0 {
		edits = append(edits, p.File.InsertBefore(at, lines...))
		fix.Notes = []string{fmt.Sprintf("The image now sets %s for every command that runs in it, not only for its own.", pid1.Names(start.Env))}
	}
	fix.Changes = []fixes.Change{p.Edit(edits...)}
	return fix, "", nil
}
