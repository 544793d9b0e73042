package fixes

import "github.com/nodedock/nodedock/fixes/pattern"

// A Selection is a set of a repository's files, by their names and what they hold.
// What looks at the same files for every Dockerfile declares one, so that a
// thousand Dockerfiles do not each go through all the others' files.
type Selection struct {
	Named func(name string) bool
	Holds *pattern.Pattern       // nil: whatever they hold
	Fits  func(text string) bool // nil, or more than a pattern can tell
}

// Select returns the files of Wanted that are in a selection, in the order of
// Wanted. They are looked through once, as they are then: no fix brings or takes
// away what a selection is made by.
func (r *Repo) Select(s *Selection) ([]string, error) {
	if names, done := r.selected[s]; done {
		return names, nil
	}
	names := []string{}
	for _, name := range r.Wanted() {
		if !s.Named(name) {
			continue
		}
		data, ok, err := r.Read(name)
		if err != nil {
			return nil, err
		}
		if ok && s.takes(data) {
			names = append(names, name)
		}
	}
	r.selected[s] = names
	return names, nil
}

func (s *Selection) takes(data []byte) bool {
	return (s.Holds == nil || s.Holds.Match(data)) && (s.Fits == nil || s.Fits(string(data)))
}

// A Derivation makes something of a file's text.
type Derivation[T any] struct{ From func(text string) T }

// Of returns what the derivation makes of a file, kept until the file changes;
// the zero value for an absent one.
func (d *Derivation[T]) Of(r *Repo, name string) (made T, err error) {
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return made, err
	}
	s := r.search(name)
	if kept, known := s.derived[d]; known {
		return kept.(T), nil
	}
	made = d.From(string(data))
	s.derived[d] = made
	return made, nil
}
