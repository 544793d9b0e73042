package fixes

import (
	"path"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// searched is what expressions find in one file.
type searched struct {
	matches map[*pattern.Pattern]bool
	found   map[*pattern.Pattern][][]string
	spelled []byte      // the code in one spelling, nil until it is asked for
	derived map[any]any // by the Derivation
}

// Matches reports whether the expression matches a file of the repository; an
// absent file is not matched, nor is what a file of code says in its comments. Code is
// searched in one spelling, as source.Spelled says. The answer is kept: rules look at the same sources in
// every round.
func (r *Repo) Matches(name string, re *pattern.Pattern) (bool, error) {
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return false, err
	}
	s := r.search(name)
	if matches, known := s.matches[re]; known {
		return matches, nil
	}
	s.matches[re] = re.Match(s.code(name, data))
	return s.matches[re], nil
}

// FindAll returns every match of the expression in a file with its groups, nil
// for an absent file. What a file of code says in its comments is not found; one that
// cannot be told apart, as with JSX, is taken as it is. The answer is kept.
func (r *Repo) FindAll(name string, re *pattern.Pattern) ([][]string, error) {
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return nil, err
	}
	s := r.search(name)
	if found, known := s.found[re]; known {
		return found, nil
	}
	s.found[re] = re.FindAllStringSubmatch(string(s.code(name, data)), -1)
	return s.found[re], nil
}

// Spelled returns a file as it is searched: what is code in one spelling, without its comments; ok is
// false when there is none.
func (r *Repo) Spelled(name string) (data []byte, ok bool, err error) {
	if data, ok, err = r.Read(name); ok {
		data = r.search(name).code(name, data)
	}
	return data, ok, err
}

// code returns a file of code in one spelling, and any other as it is.
func (s *searched) code(name string, data []byte) []byte {
	if !commented[path.Ext(name)] {
		return data
	}
	if s.spelled == nil {
		if s.spelled = source.Spelled(data); s.spelled == nil {
			s.spelled = data
		}
	}
	return s.spelled
}

// commented are the endings of code whose comments can be told from it.
var commented = map[string]bool{".js": true, ".mjs": true, ".cjs": true, ".ts": true, ".mts": true, ".cts": true}

func (r *Repo) search(name string) *searched {
	name = clean(name)
	s := r.searches[name]
	if s == nil {
		s = &searched{matches: map[*pattern.Pattern]bool{}, found: map[*pattern.Pattern][][]string{}, derived: map[any]any{}}
		r.searches[name] = s
	}
	return s
}
