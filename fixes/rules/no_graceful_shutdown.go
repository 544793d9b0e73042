package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// noGracefulShutdown reports a server whose code handles no signal that asks it
// to stop.
var noGracefulShutdown = &fixes.Rule{
	ID: "no-graceful-shutdown", Practice: 6,
	Doc: doc("no_graceful_shutdown.md"), Severity: fixes.Warning, Offers: fixes.Advice,
	Check: checkNoGracefulShutdown,
}

func checkNoGracefulShutdown(p *fixes.Pass) error {
	seen := map[string]bool{}
	for _, t := range p.Production() {
		// What the program starts from must be certain: a claim about code
		// that was not read would be none.
		entries, err := launch.ProgramEntries(p, t)
		if err != nil {
			return err
		}
		if len(entries) == 0 || seen[entries[0]] {
			continue
		}
		seen[entries[0]] = true
		program, err := project.FollowProgram(p, entries)
		if err != nil {
			return err
		}
		if len(program.Files) == 0 || program.Files[0] != entries[0] || program.Broken() {
			continue
		}
		if kind := serverOf(program); kind != nil && stopsItself(program) == "" {
			p.Report(shutdownFinding(t, program, kind))
		}
	}
	return nil
}

// shutdownFinding says which files were read and what to add.
func shutdownFinding(t *fixes.Target, program *source.Program, kind *serverKind) fixes.Finding {
	entry := program.Files[0]
	nothing := "does not handle SIGTERM or SIGINT"
	if n := len(program.Files) - 1; n > 0 {
		nothing = fmt.Sprintf("neither it nor what it imports (%s) handles SIGTERM or SIGINT", counted(n, "file"))
	}
	if program.Limited {
		nothing = fmt.Sprintf("neither it nor the %s nearest to it handle SIGTERM or SIGINT", counted(len(program.Files)-1, "file"))
	}
	message := fmt.Sprintf("%s starts %s %s server and %s: requests under way are cut off when the container stops.", entry, article(kind.name), kind.name, nothing)
	if len(program.Missing) > 0 {
		message += fmt.Sprintf(" What it imports as %s could not be followed.", launch.And(program.Missing[:min(3, len(program.Missing))]))
	}
	at := t.Process.Last()
	if at == nil {
		at = t.Stage.From
	}
	return fixes.Finding{
		Span: at.Span, Key: entry, Message: message,
		Fix: &fixes.Fix{
			Title: "Close the server on SIGTERM, in " + entry + ": " + kind.stop, Applicability: fixes.Advice,
			Notes: []string{"The program also has to get the signal: see the findings of practice 5, if there are any."},
		},
	}
}

func article(name string) string {
	if strings.HasPrefix(name, "E") || name == "HTTP" {
		return "an"
	}
	return "a"
}

// counted returns "1 file", "2 files".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
