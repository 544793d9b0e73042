package startscript

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// parse reads the script; nil when it is none for a POSIX shell or Bash.
func (s *Script) parse() *syntax.File {
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

// EndsInExec reports whether the last command of the script, on some way
// through it, is an exec. What is no shell script counts as well.
func (s *Script) EndsInExec() bool {
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

// KeepsShell returns why the script's shell is wanted to stay, or why the file
// is not for nodedock to edit.
func (s *Script) KeepsShell(p *fixes.Pass) string {
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

// LastCommand returns where the script's last simple command begins, or why
// exec cannot stand there.
func (s *Script) LastCommand() (offset int, withheld string) {
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
	case Builtins[name] || s.function(file, name):
		return 0, fmt.Sprintf("the last command of %s, %s, is not a program", s.Path, name)
	case tidies[name]:
		return 0, fmt.Sprintf("%s ends in %s, behind the program: exec before the program would leave that out", s.Path, name)
	}
	return int(call.Pos().Offset()), ""
}

// tidies are programs that say or put right something and end: no container is
// started for them.
var tidies = project.WordSet(`echo printf cat rm cp mv mkdir touch chmod chown date kill pkill true false test [`)

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
func (s *Script) function(file *syntax.File, name string) bool {
	found := false
	syntax.Walk(file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil && f.Name.Value == name {
			found = true
		}
		return true
	})
	return found
}

// Builtins are commands that only exist inside a shell.
var Builtins = map[string]bool{
	"exec": true, "cd": true, "export": true, "source": true, ".": true, ":": true, "ulimit": true, "eval": true,
	"set": true, "unset": true, "trap": true, "umask": true, "wait": true, "read": true, "alias": true, "type": true,
	"command": true, "builtin": true, "exit": true, "return": true, "shift": true, "local": true, "declare": true,
	"readonly": true, "times": true, "hash": true, "jobs": true, "fg": true, "bg": true, "pushd": true, "popd": true,
}
