package fixes

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// checkGuess doubts a guess that went above the Dockerfile's folder: where what the
// Dockerfile starts is not in the guessed folder, no step makes it, and it lies beside
// another package.json, that one is the program. It is the context where there is one
// such folder; where there are several, none is.
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
		if dir := path.Dir(name); path.Base(name) == "package.json" && dir != c.Dir && !strings.Contains(name, "node_modules/") && p.Repo.Exists(path.Join(dir, started)) {
			programs = append(programs, dir)
		}
	}
	if below := slices.DeleteFunc(slices.Clone(programs), func(dir string) bool { return c.Dir != "." && !strings.HasPrefix(dir, c.Dir+"/") }); len(below) > 0 {
		programs = below
	}
	if len(programs) == 0 {
		return
	}
	c.Uncertain = fmt.Sprintf("%s has no %s, which it starts, and nothing in the repository says where it is built from", show(c.Dir), started)
	c.Dir = own
	if len(programs) == 1 {
		c.Dir = programs[0]
	}
}

// startedFile returns the script that the Dockerfile starts from the folder into which it
// has copied all of its context, "" when that is not plain: a step may make the script, or
// it is another folder's.
func (p *Pass) startedFile() (started string) {
	workdir, copied := "/", ""
	for _, i := range p.File.Instructions {
		switch {
		case i.Is("RUN") && mayMake(projectInstall.ReplaceAllString(i.Spoken(), "")),
			i.Is("COPY") && i.Flag("from") != nil, i.Is("COPY", "ADD") && len(i.Heredocs) > 0:
			return ""
		case i.Is("WORKDIR") && len(i.Args) > 0:
			workdir = Scene{Workdir: workdir}.Abs(i.Args[len(i.Args)-1].Text)
		case i.Is("COPY") && len(i.Args) == 2 && isWhole(i.Args[0].Text):
			copied = Scene{Workdir: workdir}.Abs(i.Args[1].Text)
		case i.Is("CMD", "ENTRYPOINT"):
			words := strings.Fields(strings.NewReplacer(`"`, " ", "[", " ", "]", " ", ",", " ").Replace(i.Spoken()))
			at := slices.IndexFunc(words, isScript)
			if at < 1 || path.Base(words[at-1]) != "node" || path.IsAbs(words[at]) {
				continue
			}
			started = path.Clean(words[at])
		}
	}
	if copied != workdir || strings.HasPrefix(started, "..") {
		return ""
	}
	return started
}
