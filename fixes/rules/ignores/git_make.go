package ignores

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// makeAsksGit returns the Makefile, or file of a tool like it, of the context
// that asks git, when a step of the build or a package script runs that tool.
func (v *View) makeAsksGit() string {
	for _, name := range v.tree {
		tool := map[string]string{
			"Makefile": "make", "makefile": "make", "GNUmakefile": "make", "justfile": "just", "Justfile": "just",
			"Taskfile.yml": "task", "Taskfile.yaml": "task",
		}[path.Base(name)]
		if tool == "" || !v.runsTool(tool) {
			continue
		}
		if found, err := v.p.Repo.Matches(path.Join(v.Context.Dir, name), asksGit); err == nil && found {
			return name
		}
	}
	return ""
}

// toolCall finds tools of that kind as the command of a package script.
var toolCall = map[string]*pattern.Pattern{
	"make": pattern.New(`(^|[;&|]\s*)make\b`).Needs("make"),
	"just": pattern.New(`(^|[;&|]\s*)just\b`).Needs("just"),
	"task": pattern.New(`(^|[;&|]\s*)task\b`).Needs("task"),
}

// runsTool reports whether a RUN, or a package script, starts the tool.
func (v *View) runsTool(tool string) bool {
	for _, file := range v.files {
		if slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool {
			return i.Is("RUN") && slices.ContainsFunc(CommandsIn(i, i.Stage.ShellAt(i)), func(c *dockerfile.Command) bool { return c.Name() == tool })
		}) {
			return true
		}
	}
	return v.scripts(func(name, line string) bool {
		return !besideBuild.MatchString(name) && toolCall[tool].MatchString(line)
	})
}
