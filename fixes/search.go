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
	code    map[*pattern.Pattern][][]string
	plain   []byte      // the text without comments, nil until it is asked for
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

// FindCode is FindAll for what a file of code says other than in its comments. A file
// that cannot be told apart, as with JSX, is taken as it is.
func (r *Repo) FindCode(name string, re *pattern.Pattern) ([][]string, error) {
	found, err := r.FindAll(name, re)
	if err != nil || len(found) == 0 || !commented[path.Ext(name)] {
		return found, err
	}
	s := r.search(name)
	if code, known := s.code[re]; known {
		return code, nil
	}
	if s.plain == nil {
		data, _, err := r.Read(name)
		if err != nil {
			return nil, err
		}
		if s.plain = source.Plain(data); s.plain == nil {
			s.plain = data
		}
	}
	s.code[re] = re.FindAllStringSubmatch(string(s.plain), -1)
	return s.code[re], nil
}

// commented are the endings of code whose comments can be told from it.
var commented = map[string]bool{".js": true, ".mjs": true, ".cjs": true, ".ts": true, ".mts": true, ".cts": true}

func (r *Repo) search(name string) *searched {
	name = clean(name)
	s := r.searches[name]
	if s == nil {
		s = &searched{matches: map[*pattern.Pattern]bool{}, found: map[*pattern.Pattern][][]string{}, code: map[*pattern.Pattern][][]string{}, derived: map[any]any{}}
		r.searches[name] = s
	}
	return s
}
