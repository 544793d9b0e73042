package rules

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes"
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
		if initOf(p, t) != "" && singleChild(t) == "" {
			continue // it signals the whole process group, or is told to by the script
		}
		for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
			s := startScriptOf(p, t, c)
			if s == nil || !s.Found() || seen[s.Path] || s.endsInExec() {
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
				Message: staysInFront(t, s),
			}
			if f.Withheld = s.keepsShell(p); f.Withheld == "" {
				offset, withheld := s.lastCommand()
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

// parse reads the script; nil when it is none for a POSIX shell or Bash.
func (s *startScript) parse() *syntax.File {
	first, _, _ := strings.Cut(s.Src, "\n")
	if strings.HasPrefix(first, "#!") && !strings.Contains(first, "sh") {
		return nil
	}
	for _, lang := range []syntax.LangVariant{syntax.LangPOSIX, syntax.LangBash} {
		if f, err := syntax.NewParser(syntax.Variant(lang)).Parse(strings.NewReader(s.Src), s.Path); err == nil {
			return f
		}
	}
	return nil
}

// endsInExec reports whether the last command of the script, on some way
// through it, is an exec. What is no shell script counts as well.
func (s *startScript) endsInExec() bool {
	file := s.parse()
	if file == nil || len(file.Stmts) == 0 {
		return true
	}
	found := false
	syntax.Walk(file.Stmts[len(file.Stmts)-1], func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 1 && call.Args[0].Lit() == "exec" {
			found = true
		}
		return true
	})
	return found
}

// keepsShell returns why the script's shell is wanted to stay, or why the file
// is not for nodedock to edit.
func (s *startScript) keepsShell(p *fixes.Pass) string {
	switch {
	case s.Inline:
		return fmt.Sprintf("%s is written by a heredoc of the Dockerfile, which nodedock does not edit. Put exec before its last command", s.Path)
	case !p.Repo.Regular(s.Path):
		return fmt.Sprintf("%s is a link", s.Path)
	case strings.Contains(s.Src, "\r\n"):
		return fmt.Sprintf("%s has Windows line ends, which a shell stumbles over", s.Path)
	case strings.Contains(s.Code(), "trap "):
		return fmt.Sprintf("%s sets a trap, which exec would take away", s.Path)
	}
	return ""
}

// lastCommand returns where the script's last simple command begins, or why
// exec cannot stand there.
func (s *startScript) lastCommand() (offset int, withheld string) {
	file := s.parse()
	stmt := file.Stmts[len(file.Stmts)-1]
	for {
		pair, ok := stmt.Cmd.(*syntax.BinaryCmd)
		if !ok || pair.Op != syntax.AndStmt || stmt.Background || stmt.Negated {
			break
		}
		stmt = pair.Y
	}
	call, simple := stmt.Cmd.(*syntax.CallExpr)
	switch {
	case !simple || stmt.Background || stmt.Negated || len(call.Args) == 0:
		return 0, fmt.Sprintf("the last command of %s is not a simple one. Put exec before the command that starts the program", s.Path)
	case len(call.Assigns) > 0:
		return 0, fmt.Sprintf("the last command of %s sets variables for itself. Export them, and put exec before the command", s.Path)
	}
	name := call.Args[0].Lit()
	switch {
	case name == "" && !passesArguments(call):
		return 0, fmt.Sprintf("which program the last command of %s starts is not certain", s.Path)
	case builtins[name] || s.function(file, name):
		return 0, fmt.Sprintf("the last command of %s, %s, is not a program", s.Path, name)
	case tidies[name]:
		return 0, fmt.Sprintf("%s ends in %s, behind the program: exec before the program would leave that out", s.Path, name)
	}
	return int(call.Pos().Offset()), ""
}

// tidies are programs that say or put right something and end: no container is
// started for them.
var tidies = wordSet(`echo printf cat rm cp mv mkdir touch chmod chown date kill pkill true false test [`)

// passesArguments reports whether a command is "$@".
func passesArguments(call *syntax.CallExpr) bool {
	parts := call.Args[0].Parts
	if len(parts) != 1 {
		return false
	}
	quoted, ok := parts[0].(*syntax.DblQuoted)
	if !ok || len(quoted.Parts) != 1 {
		return false
	}
	param, ok := quoted.Parts[0].(*syntax.ParamExp)
	return ok && param.Param != nil && param.Param.Value == "@" && param.Exp == nil
}

// function reports whether the script defines a function of that name.
func (s *startScript) function(file *syntax.File, name string) bool {
	found := false
	syntax.Walk(file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil && f.Name.Value == name {
			found = true
		}
		return true
	})
	return found
}
