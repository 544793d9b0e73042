package pid1

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// Argv is what a command line starts: words without a shell, after setting
// variables; or the reason why that is not certain.
type Argv struct {
	Words    []string
	Env      []launch.Variable
	Withheld string
}

// ShellWords returns the words that the shell makes of a command line.
func ShellWords(s *dockerfile.Script, line string, shell []string) (a Argv) {
	switch {
	case len(shell) > 0:
		a.Withheld = fmt.Sprintf("SHELL is set to %s, so the shell looks chosen on purpose", strings.Join(shell, " "))
		return a
	case s == nil || len(s.Commands) == 0:
		a.Withheld = "the command line could not be taken apart"
		return a
	case len(s.Commands) > 1:
		a.Withheld = "the shell runs more than one command here. Put exec before the last one, or move the others into a script that ends with exec"
		return a
	}
	c := s.Commands[0]
	if a.Withheld = plainCommand(s, c, line); a.Withheld != "" {
		return a
	}
	for _, assign := range c.Assigns {
		if !assign.Value.Literal {
			a.Withheld = fmt.Sprintf("the value of %s needs a shell", assign.Name)
			return a
		}
		a.Env = append(a.Env, launch.Variable{Name: assign.Name, Value: assign.Value.Text})
	}
	for _, w := range c.Words {
		if !w.Literal {
			a.Withheld = fmt.Sprintf("%s needs a shell to be expanded. With exec in front the program would still get the signals", w.Text)
			return a
		}
		a.Words = append(a.Words, w.Text)
	}
	if fields := strings.Fields(a.Words[0]); len(fields) > 1 && !strings.Contains(fields[0], "/") {
		a.Withheld = fmt.Sprintf("the quotes make one word of %q, and no program is called that: the container cannot start. Write %s", a.Words[0], dockerfile.QuoteExec(fields))
	}
	if startscript.Builtins[a.Words[0]] {
		a.Withheld = fmt.Sprintf("%s is a command of the shell, not a program", a.Words[0])
	}
	return a
}

// plainCommand returns why a line is more than one simple command with
// variables before it.
func plainCommand(s *dockerfile.Script, c *dockerfile.Command, line string) string {
	switch {
	case len(c.Words) == 0:
		return "the line starts no program"
	case s.Simple:
		return ""
	case c.Redirects:
		return "its redirection needs a shell. With exec in front the program would still get the signals"
	case strings.Contains(line, " #") && !strings.ContainsAny(line, "&|;<>()"):
		return "the shell leaves the comment behind # out, and the exec form has none. Put it above the line first"
	case len(c.Assigns) == 0 || !coversLine(c, line):
		return "its operators need a shell"
	}
	return ""
}

// coversLine reports whether the command is the whole line: what is left when its
// variables and words are taken away is blank.
func coversLine(c *dockerfile.Command, line string) bool {
	first, last := c.Assigns[0].Name, c.Words[len(c.Words)-1]
	trimmed := strings.TrimSpace(line)
	return strings.HasPrefix(trimmed, first+"=") && (strings.HasSuffix(trimmed, last.Text) || strings.HasSuffix(trimmed, `"`) || strings.HasSuffix(trimmed, "'"))
}
