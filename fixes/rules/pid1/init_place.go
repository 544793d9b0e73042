package pid1

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
	"github.com/nodedock/nodedock/fixes/text"
)

// InitPlace returns the instruction whose words the init goes in front of, and
// the edit that puts it there.
func InitPlace(p *fixes.Pass, t *fixes.Target) (at *dockerfile.Instruction, before func([]string) text.Edit, withheld string) {
	c := t.Process.Entrypoint
	switch {
	case c.At == nil:
		if withheld = transparentEntrypoint(p, t); withheld != "" {
			return nil, nil, withheld
		}
		c = t.Process.Cmd
	case !c.Set(): // ENTRYPOINT []
		c = t.Process.Cmd
	}
	if c.Shell {
		return beforeExec(t, c)
	}
	located := c.At.ExecCommand()
	if located == nil || len(located.Words) == 0 || !located.Words[0].Located {
		return nil, nil, "the place of the command in the file is not certain"
	}
	var program []string
	if c.At == t.Process.Cmd.At && t.Process.Entrypoint.Set() {
		if program, withheld = entrypointProgram(p, t, c.Words[0]); withheld != "" {
			return nil, nil, withheld
		}
	}
	return c.At, func(words []string) text.Edit {
		front := dockerfile.QuoteExec(append(words, program...))
		return text.Insert(located.Words[0].Span.Start, front[1:len(front)-1]+", ")
	}, ""
}

// transparentEntrypoint returns why the ENTRYPOINT of the base image may not
// start an init that a CMD names.
func transparentEntrypoint(p *fixes.Pass, t *fixes.Target) string {
	base := t.Chain.Base
	if s := startscript.Of(p, t, t.Process.Entrypoint); s != nil {
		return KeepsArguments(p, t)
	}
	switch {
	case hasOfficialEntrypoint(t), plainSystem(t):
		return ""
	case t.Chain.Scratch, t.Chain.Known && base.PackageManager == image.NoPackageManager:
		_, withheld := installCommand(t)
		return withheld
	case !t.Chain.Known:
		return "the base image is chosen by whoever builds it. Run the container with --init, or init: true in compose"
	case t.Process.Entrypoint.Known:
		return ""
	}
	return fmt.Sprintf("what the ENTRYPOINT of %s does is not known to nodedock. Run the container with --init, or init: true in compose", t.Chain.Ref.Familiar())
}

// beforeExec puts the init behind the exec of a shell-form command.
func beforeExec(t *fixes.Target, c fixes.Command) (at *dockerfile.Instruction, before func([]string) text.Edit, withheld string) {
	script := ScriptOf(c.At, t.Chain.Before(c.At).Shell)
	if !ReplacesShell(script) || script.Heredoc {
		return nil, nil, "the command is in shell form: it needs the exec form first, or exec before its last command"
	}
	program := script.Commands[len(script.Commands)-1].Words[1]
	if !program.Located || !program.Literal || strings.HasPrefix(program.Text, "-") {
		return nil, nil, "the place of the program behind exec is not certain"
	}
	return c.At, func(words []string) text.Edit {
		return text.Insert(program.Span.Start, strings.Join(words, " ")+" ")
	}, ""
}

// entrypointProgram returns what the official image's entrypoint puts before
// the first word of a CMD: node, when the word is no program. With an init in
// front it would not do that any more.
func entrypointProgram(p *fixes.Pass, t *fixes.Target, first string) (program []string, withheld string) {
	if startscript.Of(p, t, t.Process.Entrypoint) != nil {
		return nil, "" // a script of this repository, which only runs its arguments
	}
	switch {
	case strings.HasPrefix(first, "-"):
		return []string{"node"}, ""
	case project.IsJavaScript(first):
		switch other, runs := otherInterpreter(p, t, first); {
		case runs:
			return nil, ""
		case !other:
			return []string{"node"}, ""
		}
	case knownProgram(p, t, first):
		return nil, ""
	}
	switch name := startscript.NamedNodeFile(p, t, []string{first}, t.Chain.End.Workdir); {
	case name != "" && p.Repo.Executable(name):
		return nil, ""
	case name != "":
		return []string{"node"}, ""
	}
	return nil, fmt.Sprintf("docker-entrypoint.sh gives %s to node when it is no program, and which it is is not certain", first)
}

// otherInterpreter reports whether a command word is a file of the repository that
// names another interpreter than node; runs reports whether it may be executed, so
// that the entrypoint leaves it to that one.
func otherInterpreter(p *fixes.Pass, t *fixes.Target, word string) (other, runs bool) {
	name, ok := p.Origin(t.Stage, t.Chain.End.Abs(word), nil)
	if !ok {
		return false, false
	}
	data, ok, err := p.Repo.Read(name)
	first, _, _ := strings.Cut(string(data), "\n")
	other = err == nil && ok && strings.HasPrefix(first, "#!") && !nodeWord.MatchString(first)
	return other, other && strings.Contains(word, "/") && p.Repo.Executable(name)
}

// nodeWord finds node as the interpreter in the first line of a script.
var nodeWord = pattern.New(`[/\s]node(js)?(\s|$)`)

// knownProgram reports whether a command word certainly names a program.
func knownProgram(p *fixes.Pass, t *fixes.Target, word string) bool {
	switch base := path.Base(word); {
	case base == "node" || deploy.Managers[base] || project.IsShell(word) || strings.HasSuffix(base, ".sh"):
		return true
	case strings.Contains(word, "node_modules/.bin/"), path.IsAbs(word) && strings.Contains(word, "/bin/"):
		return true
	}
	if s := startscript.Of(p, t, fixes.Command{At: t.Process.Cmd.At, Words: []string{word}, Known: true}); s != nil && s.Found() {
		return strings.HasPrefix(s.Src, "#!")
	}
	return !strings.Contains(word, "/") && (launch.InstalledGlobally(p, t, word) || copiedProgram(p, t, word) || word == "pm2" || word == "env")
}

// copiedProgram reports whether a COPY takes the word's program from a folder
// of programs of another image or stage into one of this image.
func copiedProgram(p *fixes.Pass, t *fixes.Target, word string) bool {
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		c, ok := p.ReadCopy(m)
		return ok && c.Known && !c.Context() && slices.ContainsFunc(c.Sources, func(src string) bool {
			if dir := path.Base(path.Dir(src)); dir != "bin" && dir != "sbin" {
				return false
			}
			places := startscript.PlacesOf(t, word)
			return slices.Contains(places, c.Dest) || slices.Contains(places, path.Join(c.Dest, path.Base(src)))
		})
	})
}

// ScriptOf returns the shell text of an instruction, nil when the shell is not
// one that is understood.
func ScriptOf(i *dockerfile.Instruction, shell []string) *dockerfile.Script {
	if scripts := i.Scripts(shell); len(scripts) == 1 {
		return scripts[0]
	}
	return nil
}

// ReplacesShell reports whether the shell's last command is an exec, so that
// the program gets the shell's place and its signals.
func ReplacesShell(s *dockerfile.Script) bool {
	if s == nil || len(s.Commands) == 0 {
		return false
	}
	last := s.Commands[len(s.Commands)-1]
	return last.Name() == "exec" && len(last.Words) > 1 && !last.Conditional && last.Before != "|" && last.Before != "&"
}
