package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/pid1"
	"github.com/nodedock/nodedock/fixes/rules/rights"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
	"github.com/nodedock/nodedock/fixes/text"
)

// shellScriptCommand reports a start script that stays in front of the program.
var shellScriptCommand = &fixes.Rule{
	ID: "shell-script-command", Practice: 5,
	Doc: doc("shell_script_command.md"), Severity: fixes.Warning, Offers: fixes.OnRequest,
	Check: checkShellScriptCommand,
}

func checkShellScriptCommand(p *fixes.Pass) error {
	seen := map[string]bool{}
	for _, t := range p.Production() {
		if pid1.InitOf(p, t) != "" && rights.SingleChild(t) == "" {
			continue // it signals the whole process group, or is told to by the script
		}
		for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
			s := startscript.Of(p, t, c)
			if s == nil || !s.Found() || seen[s.Path] || s.EndsInExec() {
				continue
			}
			seen[s.Path] = true
			at := c.At
			if at == nil {
				at = t.Process.Last()
			}
			if at == nil {
				at = t.Stage.From
			}
			f := fixes.Finding{
				Span: at.Span, Key: s.Path,
				Message: rights.StaysInFront(t, s),
			}
			if f.Withheld = s.KeepsShell(p); f.Withheld == "" {
				offset, withheld := s.LastCommand()
				f.Withheld = withheld
				if withheld == "" {
					f.Fix = &fixes.Fix{
						Title: fmt.Sprintf("Let %s give its place to the program", s.Path), Applicability: fixes.OnRequest,
						Changes: []fixes.Change{{Path: s.Path, Edits: []text.Edit{text.Insert(offset, "exec ")}}},
					}
				}
			}
			p.Report(f)
		}
	}
	return nil
}
