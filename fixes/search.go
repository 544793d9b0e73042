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
	plain   []byte      // the text without comments, nil until it is asked for
	derived map[any]any // by the Derivation
}

// Matches reports whether the expression matches a file of the repository; an
// absent file is not matched, nor is what a file of code says in its comments. The
// answer is kept: rules look at the same sources in every round.
func (r *Repo) Matches(name string, re *pattern.Pattern) (bool, error) {
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return false, err
	}
	s := r.search(name)
	if matches, known := s.matches[re]; known {
		return matches, nil
	}
	s.matches[re] = re.Match(data) && (!commented[path.Ext(name)] || re.Match(s.code(data)))
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
	found := re.FindAllStringSubmatch(string(data), -1)
	if len(found) > 0 && commented[path.Ext(name)] {
		found = re.FindAllStringSubmatch(string(s.code(data)), -1)
	}
	s.found[re] = found
	return found, nil
}

// code returns a file of code with blanks in the place of its comments.
func (s *searched) code(data []byte) []byte {
	if s.plain == nil {
		if s.plain = source.Plain(data); s.plain == nil {
			s.plain = data
		}
	}
	return s.plain
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
