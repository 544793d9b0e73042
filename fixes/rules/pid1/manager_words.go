package pid1

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
	"github.com/nodedock/nodedock/fixes/text"
)

// ManagerWords returns where the package manager's words stand, all in one
// ENTRYPOINT or CMD.
func ManagerWords(p *fixes.Pass, t *fixes.Target, words []string) (at *dockerfile.Instruction, span text.Span, withheld string) {
	entry, cmd := t.Process.Entrypoint, t.Process.Cmd
	if entry.Shell || cmd.Shell {
		return nil, span, "the command is in shell form: it needs the exec form first"
	}
	for _, c := range []fixes.Command{entry, cmd} {
		n := tailOf(c.Words, words)
		if c.At == nil || n == 0 {
			continue
		}
		if c.At == entry.At && (cmd.Set() || argumentsGiven(p, t) != "") {
			break
		}
		if c.At == cmd.At && KeepsArguments(p, t) != "" {
			return nil, span, KeepsArguments(p, t)
		}
		if s := startscript.Of(p, t, entry); s != nil && s.Found() && changesFolder.MatchString(s.Code()) {
			return nil, span, fmt.Sprintf("%s changes the folder before it starts the command", s.Path)
		}
		place, ok := c.At.ExecSpan(len(c.Words) - n)
		if !ok {
			return nil, span, "the place of the command in the file is not certain: a comment may stand among its words"
		}
		return c.At, place, ""
	}
	if slices.ContainsFunc(slices.Concat(entry.Words, cmd.Words), func(w string) bool { return project.PosixShells[path.Base(w)] }) {
		return nil, span, "a shell starts it, with more than this one plain command. Put exec before it"
	}
	return nil, span, "ENTRYPOINT and what follows it make the command together"
}

// tailOf returns how many words at the end of a command in exec form are those of
// the package manager, or a shell that is given them as its only text; 0 for none.
func tailOf(command, words []string) int {
	if n := len(words); n <= len(command) && slices.Equal(command[len(command)-n:], words) {
		return n
	}
	line := strings.Join(words, " ")
	if n := len(command) - 3; n >= 0 && project.PosixShells[path.Base(command[n])] && command[n+1] == "-c" && strings.TrimPrefix(command[n+2], "exec ") == line && plainLine.MatchString(line) {
		return 3
	}
	return 0
}

// plainLine finds lines in which a shell has nothing to expand.
var plainLine = pattern.New(`^[\w@%+:,./ -]+$`)

// changesFolder finds what makes a script go on in another folder.
var changesFolder = pattern.New(`(?m)(^|[;&|(]|\bthen\b|\bdo\b)\s*(cd|pushd)\b`)
