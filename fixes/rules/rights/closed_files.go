package rights

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// ClosedFiles holds back: the file's own modes leave something of the program to root
// alone, and it does not change hands.
func ClosedFiles(p *fixes.Pass, t *fixes.Target) string {
	given := AppCopies(p, t, false)
	var owned []string
	for _, m := range t.Chain.Steps {
		if c, ok := p.ReadCopy(m); ok && (slices.Contains(given, m.Instruction) || m.Flag("chown") != nil) {
			owned = append(owned, c.Dest)
		}
	}
	theirs := func(c modeSet) bool {
		abs := c.path
		return writes.Chowned(t.Chain, abs) || !c.byStep && slices.ContainsFunc(owned, func(dest string) bool { return abs == dest || deploy.InFolder(abs, dest) })
	}
	for _, m := range t.Chain.Steps {
		if mask := closingMask(m); mask != "" {
			return fmt.Sprintf("line %d makes files under umask %s, which leaves them to root alone", m.StartLine, mask)
		}
		for _, c := range slices.Concat(stepMade(t, modesSet(p, m)), madeClosed(t.Chain, m), scriptedClosed(p, t, m), movedTemporary(p, t, m), broughtClosed(p, m), downloaded(p, t, m)) {
			if c.made && !deploy.InFolder(c.path, t.Chain.End.Workdir) && !namesPath(p, t, c.path) {
				continue
			}
			program := isStartScript(p, t, c.path)
			if program == nil && mounts.SystemFolder.MatchString(c.path) && !deploy.InFolder(c.path, t.Chain.End.Workdir) {
				if c.unreadable() && !theirs(c) && checksHealth(t, c.path) {
					return fmt.Sprintf("%s leaves %s, which the HEALTHCHECK runs, to root alone", c.written, c.path)
				}
				if c.unreadable() && !theirs(c) && namesPath(p, t, c.path) {
					return fmt.Sprintf("%s leaves %s, which the program names, to root alone", c.written, c.path)
				}
				continue
			}
			switch {
			case c.folders && c.noEntry():
				return fmt.Sprintf("%s takes the right to enter folders from everybody but root", c.written)
			case c.folders && m.Is("RUN") && c.unreadable() && !writes.Chowned(t.Chain, c.path):
				// The folder itself, and what steps made in it, are root's.
				return fmt.Sprintf("%s leaves %s to root alone", c.written, c.path)
			case (!theirs(c) || c.keptByRoot(t, m)) && (c.unreadable() || program != nil && c.unrunnable(p, program)):
				return fmt.Sprintf("%s leaves %s to root alone", c.written, c.path)
			}
		}
	}
	return ""
}

// closingMask returns the umask by which a RUN of root takes the right to read what it
// makes from everybody else.
func closingMask(m fixes.Moment) string {
	if m.Scene.UserAt != nil && !launch.MeansRoot(m.Scene.User) {
		return ""
	}
	for _, script := range deploy.ScriptsOf(m) {
		for n, c := range script.Commands {
			args, _ := c.Args()
			if c.Name() != "umask" || len(args) != 1 || n+1 == len(script.Commands) {
				continue
			}
			if mask, err := strconv.ParseUint(args[0], 8, 16); err == nil && mask&0o5 != 0 {
				return args[0]
			}
		}
	}
	return ""
}

// namesPath reports whether the program's code, its command or a variable of the image
// names a path.
func namesPath(p *fixes.Pass, t *fixes.Target, abs string) bool {
	for _, name := range project.SortedNames(t.Chain.End.Env) {
		if t.Chain.End.Env[name].Value == abs {
			return true
		}
	}
	manifest, dir := deploy.ProgramManifest(p, t)
	return slices.Contains(t.Program(), abs) || manifest != nil && slices.ContainsFunc(launch.SourcesIn(p, dir), func(name string) bool {
		data, ok, err := p.Repo.Read(name)
		return err == nil && ok && strings.Contains(string(data), abs)
	})
}

// checksHealth reports whether a HEALTHCHECK runs a file of the image.
func checksHealth(t *fixes.Target, abs string) bool {
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("HEALTHCHECK") && slices.ContainsFunc(strings.FieldsFunc(m.Text, func(r rune) bool { return strings.ContainsRune(" \t\"',[];&|", r) }), func(word string) bool {
			return m.Scene.Abs(word) == abs || word == path.Base(abs)
		})
	})
}

// A modeSet is a mode that the file gives to a path of the image.
type modeSet struct {
	path, mode, written string
	// folders reports that folders get the mode as well, made that the path is made with it,
	// and byStep that a RUN makes the file, so that no copy gives it an owner.
	folders, made, byStep bool
}

// downloaded returns the files that an ADD brings from the web, which only root may read
// until a step changes that.
func downloaded(p *fixes.Pass, t *fixes.Target, m fixes.Moment) (out []modeSet) {
	c, ok := p.ReadCopy(m)
	if !ok || !m.Is("ADD") || m.Flag("chmod") != nil || m.Flag("chown") != nil {
		return nil
	}
	for _, source := range c.Sources {
		at := c.Dest
		if c.Dir {
			at = path.Join(c.Dest, path.Base(source))
		}
		if downloads(source) && !changedLater(t.Chain, at) {
			out = append(out, modeSet{path: at, mode: "600", written: "ADD " + source, made: true})
		}
	}
	return out
}

// changedLater reports whether a RUN gives a path, or a folder above it, another mode or owner.
func changedLater(c *fixes.Chain, abs string) bool {
	return slices.ContainsFunc(c.Steps, func(m fixes.Moment) bool {
		return slices.ContainsFunc(launch.CommandsAt(m), func(cmd *dockerfile.Command) bool {
			args, _ := cmd.Args()
			at := m.Scene
			at.Workdir = at.Abs(cmd.Dir)
			return (cmd.Name() == "chmod" || cmd.Name() == "chown") && slices.ContainsFunc(args, func(a string) bool { return abs == at.Abs(a) || deploy.InFolder(abs, at.Abs(a)) })
		})
	})
}

// modesSet returns the modes that an instruction sets as root.
func modesSet(p *fixes.Pass, m fixes.Moment) (out []modeSet) {
	if c, ok := p.ReadCopy(m); ok && m.Flag("chmod") != nil {
		mode := m.Flag("chmod").Value
		folder := slices.ContainsFunc(c.Sources, func(s string) bool {
			return c.From != nil || p.Repo.IsDir(path.Join(p.Context().Dir, s))
		})
		for _, src := range c.Sources {
			at := c.Dest
			if c.Dir && !folder {
				at = path.Join(c.Dest, path.Base(src))
			}
			out = append(out, modeSet{path: at, mode: mode, written: "COPY --chmod=" + mode, folders: folder && c.From == nil})
		}
		return out
	}
	if !m.Is("RUN") || !m.Scene.WorkdirKnown || m.Scene.UserAt != nil && !launch.MeansRoot(m.Scene.User) {
		return nil
	}
	for _, script := range m.Scripts(m.Scene.Shell) {
		for _, c := range script.Commands {
			args, _ := m.ArgsOf(c)
			at := m.Scene
			at.Workdir = at.Abs(c.Dir)
			if mode, folders := foldersMade(c.Name(), args); mode != "" && c.DirKnown {
				for _, folder := range folders {
					out = append(out, modeSet{path: at.Abs(folder), mode: mode, written: c.Name() + " -m " + mode, made: true})
				}
			}
			words := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return recursiveFlag.MatchString(a) })
			if c.Name() != "chmod" || len(words) < 2 || !c.DirKnown {
				continue
			}
			for _, w := range words[1:] {
				out = append(out, modeSet{path: at.Abs(w), mode: words[0], written: strings.Join(append([]string{"chmod"}, args...), " "), folders: len(words) < len(args)})
			}
		}
	}
	return out
}

// foldersMade returns the mode that mkdir or install gives the folders that it makes, "" when it
// gives none, or an owner too.
func foldersMade(program string, args []string) (mode string, folders []string) {
	if program != "mkdir" && (program != "install" || !slices.Contains(args, "-d")) {
		return "", nil
	}
	for n := 0; n < len(args); n++ {
		flag, value, joined := strings.Cut(args[n], "=")
		switch {
		case flag == "-m" || flag == "--mode":
			if n++; joined {
				mode, n = value, n-1
			} else if n < len(args) {
				mode = args[n]
			}
		case flag == "-o" || flag == "--owner":
			return "", nil
		case !strings.HasPrefix(flag, "-") && !strings.HasPrefix(flag, "~"):
			folders = append(folders, args[n])
		}
	}
	return mode, folders
}

// recursiveFlag is a flag of chmod: a symbolic mode may begin with "-" too.
var recursiveFlag = pattern.New(`^(-[Rfvc]+|--recursive|--quiet|--silent|--verbose|--changes)$`)

// octal returns the mode as a number.
func (c modeSet) octal() (int64, bool) {
	n, err := strconv.ParseInt(c.mode, 8, 32)
	return n, err == nil
}

// noEntry reports whether the mode lets nobody enter a folder but root.
func (c modeSet) noEntry() bool {
	n, ok := c.octal()
	return ok && n&0o100 == 0
}

// takesRights finds symbolic modes that take the right to read from others.
var takesRights = pattern.New(`(^|,)(g?o|go|og)(-[wxX]*r|=([^r,]*)(,|$))`)

// unreadable reports whether the mode lets only the owner and the group read.
func (c modeSet) unreadable() bool {
	if n, ok := c.octal(); ok {
		return n&0o004 == 0
	}
	return takesRights.MatchString(c.mode)
}

// keptByRoot reports whether a copy gives what it brings to root, with this mode, and no
// step gives it to the program's user or lets their group read it.
func (c modeSet) keptByRoot(t *fixes.Target, m fixes.Moment) bool {
	f := m.Flag("chown")
	if f == nil {
		return false
	}
	owner, group, _ := strings.Cut(f.Value, ":")
	n, ok := c.octal()
	shared := (group == "node" || group == "1000") && ok && n&0o040 != 0
	return launch.MeansRoot(owner) && !shared && !writes.Chowned(t.Chain, c.path)
}

// ownerOnly finds symbolic modes that let only the owner run a file.
var ownerOnly = pattern.New(`^(u|g|ug|gu)[+=][rwxX]*x`)

// unrunnable reports whether others may not run the script with this mode.
func (c modeSet) unrunnable(p *fixes.Pass, s *startscript.Script) bool {
	if n, ok := c.octal(); ok {
		return n&0o005 != 0o005
	}
	return ownerOnly.MatchString(c.mode) && !p.Repo.Executable(s.Path)
}

// isStartScript returns the start script that a path of the image, or a pattern
// of paths, names; nil for none.
func isStartScript(p *fixes.Pass, t *fixes.Target, pattern string) *startscript.Script {
	for _, s := range launch.AllScripts(p, t) {
		for _, abs := range append(startscript.PlacesOf(t, s.Word), t.Chain.End.Abs(s.Word)) {
			if s.Found() && launch.GlobMatchesName(pattern, abs) {
				return s
			}
		}
	}
	return nil
}
