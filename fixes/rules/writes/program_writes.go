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
	// Outside are the paths beside the working directory that are written to.
	Outside []Place
	// Drops is the file by which the program gives up root itself.
	Drops string
	// Storage says that a package keeps data in files of which nothing here
	// tells where they are.
	Storage string
	// given reports whether the file gives a path to the program's user.
	given func(abs string) bool
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

// place takes a path in, once.
func (w *Writes) place(at Place) {
	if !slices.ContainsFunc(w.Outside, func(p Place) bool { return p.Path == at.Path }) {
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
	w.given = func(abs string) bool { return Chowned(t.Chain, abs) }
	if manifest == nil {
		return w, w.guess(p, t)
	}
	lock := launch.LockBeside(p, dir)
	w.installs = func(pkg string) bool { return lock == nil || manifest.Depends(pkg) || lock.Has(pkg) }
	for _, pkg := range project.SortedNames(manifest.Dependencies) {
		if does := writesBeside(pkg); does != "" && !(uploadPackages[pkg] && uploadsInMemory(p, dir)) {
			w.Beside, w.Why = true, fmt.Sprintf("%s %s", pkg, does)
			w.presumed = strings.HasPrefix(does, "may ")
			break
		}
	}
	if does, pkg := startedWrites(t, &project.Project{P: p, Dir: dir, Manifest: manifest, Lock: lock}); does != "" && !w.Beside {
		w.Beside, w.Why = true, fmt.Sprintf("%s %s", pkg, does)
	}
	w.lookAtProfiles(t)
	if err := w.lookAtProcessFiles(p, t); err != nil {
		return w, err
	}
	store, err := storageOf(p, manifest, dir)
	if err != nil {
		return w, err
	}
	if unused, err := unusedDriver(p, manifest, dir, store); err != nil {
		return w, err
	} else if unused {
		store = ""
	}
	if err := w.lookAtPrisma(p, t, manifest, dir); err != nil {
		return w, err
	}
	copied := launch.CopiedFiles(p)
	tools, err := importedTools(p, t, dir)
	if err != nil {
		return w, err
	}
	for _, name := range slices.Concat(launch.SourcesIn(p, dir), tools) {
		if !copied(name) {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return w, err
		}
		if !ok {
			continue
		}
		if err := w.look(p, name, string(data), t.Chain.End.Workdir, &store); err != nil {
			return w, err
		}
	}
	for _, name := range StartedFiles(p, t) {
		if slices.Contains(launch.SourcesIn(p, dir), name) {
			continue
		}
		if data, ok, err := p.Repo.Read(name); err != nil {
			return w, err
		} else if ok {
			if err := w.look(p, name, string(data), t.Chain.End.Workdir, &store); err != nil {
				return w, err
			}
		}
	}
	if err := w.lookAtAllPlaces(p, t, launch.SourcesIn(p, dir)); err != nil {
		return w, err
	}
	if err := w.lookAtNitro(p, dir); err != nil {
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

// look takes in what one source file writes. A data file that it names settles
// where the storage package keeps its data.
func (w *Writes) look(p *fixes.Pass, name, src, workdir string, store *string) error {
	note := func(abs string) {
		switch {
		case abs == "" || deploy.InFolder(abs, workdir):
			if !w.Beside || w.presumed {
				w.Beside, w.presumed, w.Why, w.by = true, false, name+" writes files", name
			}
		case !w.owned(abs):
			w.place(Place{Path: abs, File: name})
		}
	}
	calls, err := p.Repo.FindCode(name, WriteCall)
	if err != nil {
		return err
	}
	removes, err := p.Repo.FindCode(name, removed)
	if err != nil {
		return err
	}
	for _, m := range slices.Concat(calls, removes) {
		if temporary.MatchString(m[0]) {
			continue
		}
		if joined := joinedPath.FindStringSubmatch(m[0]); joined != nil && m[1] == "" {
			m = joined
		}
		note(m[1])
	}
	var others [][]string
	for _, pattern := range slices.Concat(otherWrites, changedFiles, writtenPlaces) {
		found, err := p.Repo.FindCode(name, pattern)
		if err != nil {
			return err
		}
		others = append(others, found...)
	}
	for _, m := range others {
		switch file := strings.Join(m[1:], ""); {
		case temporary.MatchString(m[0]):
		case path.IsAbs(file):
			note(file)
		default:
			note("")
		}
	}
	imports, err := p.Repo.FindCode(name, writingImport)
	if err != nil {
		return err
	}
	for _, m := range imports {
		if w.installs == nil || w.installs(m[1]) {
			note("")
		}
	}
	tools, err := p.Repo.FindCode(name, toolWrite)
	if err != nil {
		return err
	}
	for _, m := range tools {
		switch file := toolFile.FindStringSubmatch(m[0]); {
		case temporary.MatchString(m[0]):
		case file != nil:
			note(strings.Join(file[1:], ""))
		default:
			note("")
		}
	}
	if sets, err := p.Repo.FindCode(name, setsUserID); err != nil {
		return err
	} else if len(sets) > 0 && w.Drops == "" {
		w.Drops = name
	}
	if *store == "" {
		return nil
	}
	place, found, err := namedData(p, name, src)
	if err != nil || !found {
		return err
	}
	*store = ""
	if place != ":memory:" {
		note(place)
		return nil
	}
	fallsBack, err := p.Repo.Matches(name, memoryFallback)
	if fallsBack {
		note("") // the setting in front of it may be a file
	}
	return err
}
