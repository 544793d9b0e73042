package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// hiddenPath finds a path that a name stands for, or that begins with one: DIR, this.dir, join(DIR, "a.log"),
// `${DIR}/a.log`.
var hiddenPath = pattern.New("^\\s*(?:(?:path\\.)?(?:join|resolve)\\(\\s*|`\\$\\{)?((?:[A-Za-z_$][\\w$]*\\.)*[A-Za-z_$][\\w$]*)\\s*(?:[,)}]|$)")

// hides reports whether the path that a call of a source file is given leads nowhere that is known not to be
// the user's: a name stands for it, of which nothing here says where that is, or a folder of the user.
func (w *Writes) hides(p *fixes.Pass, name, expression, workdir string) bool {
	m := hiddenPath.FindStringSubmatch(expression)
	if m == nil || m[1] == "__dirname" || strings.HasPrefix(m[1], "import.meta") {
		return false
	}
	data, ok, err := p.Repo.Spelled(name)
	if err != nil || !ok {
		return false
	}
	beside := path.Join(workdir, strings.TrimPrefix(path.Dir("/"+name), path.Join("/", w.dir)))
	abs, known := folderOf(givenOnce(source.Take(data), m[1]), workdir, beside)
	return !known || w.ownedBelow(abs, workdir) || w.brought(abs)
}

// givenOnce returns what a variable, or a field of that name, is given where the file gives it one value, else "".
func givenOnce(code *source.Code, name string) (value string) {
	for given, v := range code.Assigned() {
		if given != name[strings.LastIndex(name, ".")+1:] {
			continue
		}
		if value != "" {
			return ""
		}
		value = v
	}
	return value
}

// brought reports whether a COPY makes a folder that holds a path as the program's user's.
func (w *Writes) brought(abs string) bool {
	return slices.ContainsFunc(w.folders, func(folder string) bool { return deploy.InFolder(abs, folder) })
}

// GivenBelow returns a folder of the working directory that the file gives to the user for what the program
// keeps, where nothing shows that it writes beside such a folder: all that is seen is a call whose path a name
// stands for. It is "" else.
func (w *Writes) GivenBelow(p *fixes.Pass, t *fixes.Target, user string) string {
	if w.by == "" || w.named || !t.Chain.End.WorkdirKnown {
		return ""
	}
	workdir := t.Chain.End.Workdir
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") {
			continue
		}
		for _, cmd := range launch.CommandsOf(&fixes.Chain{Steps: []fixes.Moment{m}}) {
			args, ok := m.ArgsOf(cmd)
			if !ok || !cmd.DirKnown {
				continue
			}
			at := m.Scene
			at.Workdir = at.Abs(cmd.Dir)
			for _, arg := range args {
				if abs := at.Abs(arg); keeps(abs, workdir) && !strings.HasPrefix(arg, "-") && !launch.IsOwner(arg, user) && launch.GivenBy(p, t, m, user, abs) {
					return abs
				}
			}
		}
	}
	for _, folder := range w.folders {
		if DataPlace("/" + path.Base(folder)) {
			return folder
		}
	}
	return ""
}

// keeps reports whether a folder below the working directory may be one for what a program keeps, and not one of its
// packages.
func keeps(abs, workdir string) bool {
	return abs != workdir && deploy.InFolder(abs, workdir) && !slices.Contains(strings.Split(abs, "/"), "node_modules")
}

// broughtTo returns the folders below the working directory that a COPY makes as the user's.
func broughtTo(p *fixes.Pass, t *fixes.Target, user string) (folders []string) {
	for _, m := range t.Chain.Steps {
		c, ok := p.ReadCopy(m)
		if owner := m.Flag("chown"); ok && c.Known && owner != nil && launch.IsOwner(owner.Value, user) && keeps(c.Dest, t.Chain.End.Workdir) {
			folders = append(folders, c.Dest)
		}
	}
	return folders
}
