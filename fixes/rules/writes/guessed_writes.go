package writes

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// guess is for a program of which nothing is certain: it may write beside itself, and the code that it
// is likely made of may say where else.
func (w *Writes) guess(p *fixes.Pass, t *fixes.Target) error {
	w.Beside, w.presumed, w.Why = true, true, "what the program writes is not known"
	names, store := likelySources(p, t), ""
	for _, name := range names {
		data, ok, err := p.Repo.Spelled(name)
		if err == nil && ok {
			err = w.look(p, name, string(data), t.Chain.End.Workdir, &store)
		}
		if err != nil {
			return err
		}
	}
	if w.presumed { // nothing is seen to write
		return nil
	}
	return w.lookAtAllPlaces(p, t, names)
}

// lookAtAllPlaces takes in where sources say that files are.
func (w *Writes) lookAtAllPlaces(p *fixes.Pass, t *fixes.Target, names []string) error {
	names = launch.WithoutPages(p, t, names)
	if err := w.lookAtPlaces(p, t, names); err != nil {
		return err
	}
	return w.lookAtPlaceVariables(p, t, names)
}

// likelySources returns the sources of a program of which it is not certain which package.json is
// its own, none where all of the repository could be meant.
func likelySources(p *fixes.Pass, t *fixes.Target) []string {
	if names := launch.MirroredSources(p); len(names) > 0 {
		return names
	}
	if _, all := launch.CopySources(p); all {
		return nil
	}
	return launch.SourcesOf(p, t)
}
