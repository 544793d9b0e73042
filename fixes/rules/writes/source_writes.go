package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// look takes in what one source file writes. A data file that it names settles
// where the storage package keeps its data.
func (w *Writes) look(p *fixes.Pass, name, src, workdir string, store *string) error {
	places, err := w.placesIn(p, name, workdir)
	if err != nil {
		return err
	}
	uses, err := w.usedPlaces(p, name, workdir)
	if err != nil {
		return err
	}
	for _, place := range append(places, uses...) {
		w.note(name, place, workdir)
	}
	if sets, err := p.Repo.FindAll(name, setsUserID); err != nil {
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
		w.note(name, place, workdir)
		return nil
	}
	fallsBack, err := p.Repo.Matches(name, memoryFallback)
	if fallsBack {
		w.note(name, "", workdir) // the setting in front of it may be a file
	}
	return err
}

// note takes in a place that a file writes to, "" for one that is not known.
func (w *Writes) note(name, abs, workdir string) {
	below := abs != "" && !path.IsAbs(abs)
	switch {
	case abs != "" && w.ownedBelow(fixes.Scene{Workdir: workdir}.Abs(abs), workdir):
	case abs == "" || below || deploy.InFolder(abs, workdir):
		w.named = w.named || abs != ""
		if !w.Beside || w.presumed {
			w.Beside, w.presumed, w.Why, w.by = true, false, name+" writes files", name
		}
	case !w.owned(abs):
		w.place(Place{Path: abs, File: name})
	}
}

// placesIn returns where the calls of a file write, "" for what is neither an absolute path nor one in a
// folder below the working directory. The path of a call of fs, which come first, may hide behind a name.
func (w *Writes) placesIn(p *fixes.Pass, name, workdir string) (places []string, err error) {
	for n, kind := range []struct {
		patterns []*pattern.Pattern
		place    func(m []string) (place string, writes bool)
	}{
		{[]*pattern.Pattern{WriteCall, removed}, calledPlace},
		{changedFiles, w.quotedPlace},
		{slices.Concat(otherWrites, writtenPlaces), w.quotedPlace},
		{[]*pattern.Pattern{writingImport}, func(m []string) (string, bool) { return "", w.installs == nil || w.installs(m[1]) }},
		{[]*pattern.Pattern{toolWrite}, toolPlace},
	} {
		for _, calls := range kind.patterns {
			found, err := p.Repo.FindAll(name, calls)
			if err != nil {
				return nil, err
			}
			for _, m := range found {
				if place, writes := kind.place(m); writes {
					places = append(places, place)
					_, given, called := strings.Cut(m[0], "(")
					w.named = w.named || n > 1 || called && place == "" && !strings.HasPrefix(m[0], "{") && !w.hides(p, name, given, workdir)
				}
			}
		}
	}
	return places, nil
}

// calledPlace returns the place that a call of fs is given.
func calledPlace(m []string) (place string, writes bool) {
	if temporary.MatchString(m[0]) {
		return "", false
	}
	if joined := joinedPath.FindStringSubmatch(m[0]); joined != nil && m[1] == "" {
		return joined[1], true
	}
	if named := namedBelow.FindStringSubmatch(m[0]); named != nil && m[1] == "" {
		return named[1], true
	}
	return m[1], true
}

// namedBelow is where a call names a path in a folder below the working directory.
var namedBelow = pattern.New("^\\w[\\w.]*\\(\\s*(?:\\{\\s*filename:\\s*)?['\"`](?:\\./)?([\\w-][^'\"`$:]*/[^'\"`$:]*)['\"`]")

// quotedPlace returns the place that a call of a package names, "" for one beside the program.
func (w *Writes) quotedPlace(m []string) (place string, writes bool) {
	if file := strings.Join(m[1:], ""); path.IsAbs(file) || logBelow.MatchString(file) {
		place = file
	}
	return place, !temporary.MatchString(m[0]) && !(w.rotated && rotatedLog.MatchString(m[0]))
}

var (
	logBelow = pattern.New(`^[\w-][\w./-]*/[\w.-]+\.log$`).Needs(".log")
	// rotatedLog finds the names of logs that change with the day.
	rotatedLog = pattern.New(`%DATE%[^'"/]*\.log`).Needs("%DATE%")
)

// toolPlace returns the place that the words of another program name.
func toolPlace(m []string) (place string, writes bool) {
	if file := toolFile.FindStringSubmatch(m[0]); file != nil {
		place = strings.Join(file[1:], "")
	}
	return place, !temporary.MatchString(m[0])
}
