package dockerfile

import (
	"path"
	"strings"
)

// A place is a working directory. unlikely marks what holds only if a cd
// failed, or after an exit.
type place struct {
	dir             string
	known, unlikely bool
}

// either is the place after one of two ways, when it is not known which.
func either(a, b place) place {
	switch {
	case a.unlikely:
		return b
	case b.unlikely, a.dir == b.dir && a.known == b.known:
		return a
	}
	return place{}
}

// after returns where the shell is behind a simple command.
func (w *walker) after(c *Command, at place) (succeeded, failed place) {
	at.unlikely = false
	switch name := c.Name(); {
	case name == "exit" || name == "return":
		at.unlikely = true
		return at, at
	case name == "cd":
		gone := at
		gone.unlikely = true
		return w.cd(c, at), gone
	case name == "pushd", name == "popd", name == "eval", w.moves[name]:
		return place{}, place{}
	}
	return at, at
}

// cd follows a cd.
func (w *walker) cd(c *Command, at place) place {
	args, literal := c.Args()
	for len(args) > 0 && (args[0] == "-L" || args[0] == "-P" || args[0] == "--" || args[0] == "-e") {
		args = args[1:]
	}
	if home := homePath(c, args); home != "" {
		return place{dir: home}
	}
	switch {
	case !literal || len(args) != 1 || args[0] == "-" || args[0] == "":
		return place{}
	case path.IsAbs(args[0]):
		return place{dir: path.Clean(args[0]), known: true}
	case strings.HasPrefix(at.dir, "~"):
		return place{dir: path.Join(at.dir, args[0])}
	case !at.known:
		return place{}
	}
	dir := path.Join(at.dir, args[0])
	if dir == "." {
		dir = ""
	}
	return place{dir: dir, known: true}
}

// homePath returns where in the home directory a cd goes, spelled with ~; "" when it goes
// elsewhere.
func homePath(c *Command, args []string) string {
	if len(args) == 0 && len(c.Words) == 1 {
		return "~"
	}
	if len(args) != 1 {
		return ""
	}
	for _, home := range []string{"~", "$HOME", "${HOME}", `"$HOME"`, `"${HOME}"`} {
		if below, ok := strings.CutPrefix(args[0], home); ok && (below == "" || below[0] == '/') {
			return "~" + below
		}
	}
	return ""
}
