package fixes

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// checkGuess doubts a guess that went above the Dockerfile's folder: where what the
// Dockerfile starts is not in the guessed folder, no step makes it, and it lies beside
// another package.json, that one is the program. It is the context where there is one
// such folder; where there are several, none is. Where there is none, the guess is as good as any.
func (p *Pass) checkGuess(c *Context, own string) {
	if c.Dir == own {
		return
	}
	started := p.startedFile()
	if started == "" || p.Repo.Exists(path.Join(c.Dir, started)) {
		return
	}
	var programs []string
	for _, name := range p.Repo.Files() {
		if dir := path.Dir(name); path.Base(name) == "package.json" && dir != c.Dir && !Foreign(dir) && p.Repo.Exists(path.Join(dir, started)) {
			programs = append(programs, dir)
		}
	}
	if below := slices.DeleteFunc(slices.Clone(programs), func(dir string) bool { return c.Dir != "." && !strings.HasPrefix(dir, c.Dir+"/") }); len(below) > 0 {
		programs = below
	}
	if len(programs) == 0 {
		if by, err := p.Repo.GitIgnored(path.Join(c.Dir, started)); err != nil || by != "" || p.holds(c.Dir, path.Base(started)) {
			return // it is made before the build
		}
		c.Lacks = started
	}
	c.Uncertain = fmt.Sprintf("%s has no %s, which it starts, and nothing in the repository says where it is built from", show(c.Dir), started)
	switch len(programs) {
	case 0:
	case 1:
		c.Dir = programs[0]
	default:
		c.Dir = own
	}
}

// startedFile returns the script that the Dockerfile starts, by its path in the context, "" when
// that is not plain: a step may make the script, or it is another folder's.
func (p *Pass) startedFile() string {
	for _, i := range p.File.Instructions {
		if i.Is("RUN") && mayMake(projectInstall.ReplaceAllString(i.Spoken(), "")) ||
			i.Is("COPY") && i.Flag("from") != nil || i.Is("COPY", "ADD") && len(i.Heredocs) > 0 {
			return ""
		}
	}
	return StartedFile(p.File.Instructions)
}

// StartedFile returns the script that the last command of some instructions hands to node, by its path in
// the folder that they copy as a whole; "" when none lies there, or where a variable decides.
func StartedFile(instructions []*dockerfile.Instruction) string {
	scene, to, started := Scene{Workdir: "/"}, "", ""
	for _, i := range instructions {
		switch {
		case i.Is("WORKDIR") && len(i.Args) > 0:
			scene.Workdir = scene.Abs(i.Args[len(i.Args)-1].Text)
		case i.Is("COPY", "ADD") && i.Flag("from") == nil && len(i.Args) == 2 && isWhole(i.Args[0].Text):
			to = scene.Abs(i.Args[1].Text)
		case i.Is("CMD", "ENTRYPOINT"):
			words := strings.Fields(strings.NewReplacer(`"`, " ", "[", " ", "]", " ", ",", " ").Replace(i.Spoken()))
			if at := slices.IndexFunc(words, isScript); at > 0 && path.Base(words[at-1]) == "node" {
				started = scene.Abs(words[at])
			}
		}
	}
	name, inside := strings.CutPrefix(started, strings.TrimSuffix(to, "/")+"/")
	if to == "" || !inside || strings.Contains(started, "$") {
		return ""
	}
	return name
}
