package ignores

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// calledAsksGit returns the file of the context, in whatever language, that a
// step of the build names and that asks git.
func (v *View) calledAsksGit() (name string) {
	v.eachCommand(func(_ string, c *dockerfile.Command) bool {
		name = v.wordAsksGit(c)
		return name == ""
	})
	return name
}

// eachCommand goes through the commands of the builds' RUN instructions, each with
// its place, for as long as next says so.
func (v *View) eachCommand(next func(place string, c *dockerfile.Command) bool) {
	for _, file := range v.files {
		for _, i := range file.Instructions {
			if !i.Is("RUN") {
				continue
			}
			for _, c := range CommandsIn(i, i.Stage.ShellAt(i)) {
				if !next(fmt.Sprintf("%s:%d", file.Path, i.StartLine), c) {
					return
				}
			}
		}
	}
}

// wordAsksGit returns the file that a word of a command names and that asks git.
func (v *View) wordAsksGit(c *dockerfile.Command) string {
	for _, w := range c.Words {
		name := v.fileOf(w.Text)
		if !w.Literal || name == "" || path.Ext(name) == ".json" || path.Ext(name) == ".md" || node.IsLockfile(path.Base(name)) { // names of packages
			continue
		}
		full := path.Join(v.Context.Dir, name)
		for _, asks := range []*pattern.Pattern{asksGit, startsGit} {
			if found, err := v.p.Repo.Matches(full, asks); err == nil && found {
				return name
			}
		}
	}
	return ""
}

// fileOf returns the path of the context that a word names, as seen from a
// folder of the image that is not known; "" for none.
func (v *View) fileOf(word string) string {
	for name := strings.TrimPrefix(path.Clean("/"+word), "/"); name != ""; {
		if v.p.Repo.Exists(path.Join(v.Context.Dir, name)) {
			return name
		}
		_, rest, nested := strings.Cut(name, "/")
		if !nested {
			return ""
		}
		name = rest
	}
	return ""
}

// CommandsIn returns the commands of an instruction, in either form.
func CommandsIn(i *dockerfile.Instruction, shell []string) []*dockerfile.Command {
	var out []*dockerfile.Command
	for _, script := range i.Scripts(shell) {
		out = append(out, script.Commands...)
	}
	if c := i.ExecCommand(); c != nil {
		out = append(out, c)
	}
	return out
}
