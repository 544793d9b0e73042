package fixes

import (
	"github.com/nodedock/nodedock/fixes/pattern"
)

// searched is what expressions find in one file.
type searched struct {
	matches map[*pattern.Pattern]bool
	found   map[*pattern.Pattern][][]string
	derived map[any]any // by the Derivation
}

// Matches reports whether the expression matches a file of the repository; an
// absent file is not matched. The answer is kept: rules look at the same
// sources in every round.
func (r *Repo) Matches(name string, re *pattern.Pattern) (bool, error) {
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return false, err
	}
	s := r.search(name)
	if matches, known := s.matches[re]; known {
		return matches, nil
	}
	s.matches[re] = re.Match(data)
	return s.matches[re], nil
}

// FindAll returns every match of the expression in a file with its groups, nil
// for an absent file. The answer is kept.
func (r *Repo) FindAll(name string, re *pattern.Pattern) ([][]string, error) {
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return nil, err
	}
	s := r.search(name)
	if found, known := s.found[re]; known {
		return found, nil
	}
	s.found[re] = re.FindAllStringSubmatch(string(data), -1)
	return s.found[re], nil
}

func (r *Repo) search(name string) *searched {
	name = clean(name)
	s := r.searches[name]
	if s == nil {
		s = &searched{matches: map[*pattern.Pattern]bool{}, found: map[*pattern.Pattern][][]string{}, derived: map[any]any{}}
		r.searches[name] = s
	}
	return s
}
