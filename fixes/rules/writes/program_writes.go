package writes

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// Writes is where a program is seen to write files.
type Writes struct {
	// Beside reports that it writes under its working directory, or may; why
	// says what shows it.
	Beside bool
	Why    string
	// presumed reports that nothing shows that it does: too little is known of it, or a package
	// writes only when it is told to. by is the source file that writes, where one does.
	presumed bool
	by       string
	// named reports that a place beside it is known which it writes to and that is not its user's, and folders are
	// those below it that a COPY makes as its user's.
	named   bool
	folders []string
	// Outside are the paths beside the working directory that are written to.
	Outside []Place
	// Drops is the file by which the program gives up root itself.
	Drops string
	// Storage says that a package keeps data in files of which nothing here
	// tells where they are.
	Storage string
	// rotated reports that the logs which a package rotates lie in folders of the program's user.
	rotated bool
	// given reports whether the file gives a path to the program's user.
	given func(abs string) bool
	// dir is the folder of the program in the repository, and placed reports that it is the working directory
	// in the image.
	dir    string
	placed bool
	// installs reports whether the project may install a package: what else has its name
	// is a module of the program.
	installs func(pkg string) bool
}

// A Place is an absolute path that File writes to, or, with Unsure, names as the
// place of files that something here writes.
type Place struct {
	Path, File string
	Unsure     bool
}

// place takes a path in, once, unless the file gives it to the program's user.
func (w *Writes) place(at Place) {
	if !w.owned(at.Path) && !slices.ContainsFunc(w.Outside, func(p Place) bool { return p.Path == at.Path }) {
		w.Outside = append(w.Outside, at)
	}
}

// owned reports whether the program's user may write at a path, or make a file there.
func (w *Writes) owned(abs string) bool {
	return w.given != nil && (w.given(abs) || w.given(path.Dir(abs)))
}

// Of looks at the target's dependencies and sources.
func Of(p *fixes.Pass, t *fixes.Target) (w Writes, err error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	w.given = givenTo(p, t)
	if user, known := launch.UserBefore(p, t.Chain, t.Chain.End); known {
		user, _, _ = strings.Cut(user, ":")
		w.folders = broughtTo(p, t, user)
	}
	if launch.OnlyServesFiles(p, t) {
		return w, nil
	}
	if manifest == nil {
		return w, w.guess(p, t)
	}
	pr := &project.Project{P: p, Dir: dir, Manifest: manifest, Lock: launch.LockBeside(p, dir)}
	w.installs = func(pkg string) bool { return pr.Lock == nil || manifest.Depends(pkg) || pr.Lock.Has(pkg) }
	w.dir, w.placed = dir, t.Chain.End.WorkdirKnown
	w.lookAtPackages(t, pr)
	w.lookAtProfiles(t)
	if err := w.lookAtProcessFiles(p, t); err != nil {
		return w, err
	}
	store, err := usedStorage(t, pr)
	if err != nil {
		return w, err
	}
	if err := w.lookAtPrisma(p, t, manifest, dir); err != nil {
		return w, err
	}
	if err := w.lookAtSources(p, t, dir, &store); err != nil {
		return w, err
	}
	if err := w.lookAtAllPlaces(p, t, launch.WithLinked(p, t, launch.SourcesIn(p, dir))); err != nil {
		return w, err
	}
	if err := w.lookAtFrameworks(p, manifest, dir); err != nil {
		return w, err
	}
	if err := w.lookAtConfigs(p, dir); err != nil {
		return w, err
	}
	if !w.Beside && p.Repo.Unread(dir) {
		w.Beside, w.presumed, w.Why = true, true, "there are more source files than are read, so what the program writes is not certain"
	}
	if store != "" {
		if err := w.lookAtDatabaseSettings(p, t, dir, &store); err != nil {
			return w, err
		}
	}
	if store != "" {
		w.Storage = store + " keeps its data in a file, and where that is is not certain"
	}
	return w, nil
}

// lookAtPackages takes in the first dependency that writes beside the program, and the
// program of one that the image starts.
func (w *Writes) lookAtPackages(t *fixes.Target, pr *project.Project) {
	for _, pkg := range project.SortedNames(pr.Manifest.Dependencies) {
		if does := writesBeside(pkg); does != "" && !w.keepsUploads(pr.P, t, pr.Dir, pkg) && !w.logsInOwned(pr.P, t, pkg, pr.Dir) {
			w.Beside, w.Why = true, fmt.Sprintf("%s %s", pkg, does)
			w.presumed = strings.HasPrefix(does, "may ")
			break
		}
	}
	if does, pkg := startedWrites(t, pr); does != "" && !w.Beside {
		w.Beside, w.Why = true, fmt.Sprintf("%s %s", pkg, does)
	}
}

// lookAtSources takes in what the program's own files write, the tools that they import,
// and the files that the start names.
func (w *Writes) lookAtSources(p *fixes.Pass, t *fixes.Target, dir string, store *string) error {
	tools, err := importedTools(p, t, dir)
	if err != nil {
		return err
	}
	sources := launch.WithLinked(p, t, launch.SourcesIn(p, dir))
	copied := launch.CopiedFiles(p)
	names := slices.DeleteFunc(slices.Concat(sources, tools), func(name string) bool { return !copied(name) })
	for _, name := range StartedFiles(p, t) {
		if !slices.Contains(sources, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		data, ok, err := p.Repo.Spelled(name)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := w.look(p, name, string(data), t.Chain.End.Workdir, store); err != nil {
			return err
		}
	}
	return nil
}
