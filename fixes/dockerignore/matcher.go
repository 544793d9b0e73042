package dockerignore

import (
	"path"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"
)

// A Matcher decides which paths of a build context are sent. It remembers what
// it found for folders, so a whole tree costs about one look per path. It may
// be used by several goroutines at once.
type Matcher struct {
	mu       sync.Mutex
	patterns *patternmatcher.PatternMatcher
	folders  map[string]verdict
}

// verdict is what the patterns say of one path.
type verdict struct {
	ignored bool
	info    patternmatcher.MatchInfo
}

// newMatcher makes the matcher of lines that were checked one by one.
func newMatcher(lines []Line) *Matcher {
	var patterns []string
	for _, line := range lines {
		switch {
		case line.Kind != Pattern:
		case line.Negated:
			patterns = append(patterns, "!"+line.Pattern)
		default:
			patterns = append(patterns, line.Pattern)
		}
	}
	m := &Matcher{folders: map[string]verdict{}}
	if pm, err := patternmatcher.New(patterns); err == nil && len(pm.Patterns()) > 0 {
		m.patterns = pm
	}
	return m
}

// Ignored reports whether a build leaves the path out of its context. The path
// is relative to the context, with slashes. The Dockerfile and the ignore file
// always reach the builder, but a COPY of an ignored path fails, theirs too.
func (f *File) Ignored(name string) bool {
	if f == nil {
		return false
	}
	return f.matcher.Ignored(name)
}

// Excluded returns those of the paths that a build leaves out of its context.
func (f *File) Excluded(paths []string) map[string]bool {
	excluded := map[string]bool{}
	for _, name := range paths {
		if f.Ignored(name) {
			excluded[name] = true
		}
	}
	return excluded
}

// Ignored reports whether the path, relative to the context, is left out.
func (m *Matcher) Ignored(name string) bool {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if m.patterns == nil || name == "" {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.look(name).ignored
}

// look matches a path below its folder's verdict, as BuildKit's walk does.
func (m *Matcher) look(name string) verdict {
	var parent patternmatcher.MatchInfo
	if dir := path.Dir(name); dir != "." {
		known, ok := m.folders[dir]
		if !ok {
			known = m.look(dir)
			m.folders[dir] = known
		}
		parent = known.info
	}
	ignored, info, err := m.patterns.MatchesUsingParentResults(name, parent)
	return verdict{ignored: ignored && err == nil, info: info}
}

// Decides returns the line that settles what happens to the path: the one that
// hides it, or the negation that sends it after all. ok is false when no line
// has a say. It costs more than Ignored and is meant for messages and fixes.
func (f *File) Decides(name string) (line Line, ok bool) {
	if f == nil {
		return Line{}, false
	}
	hidden := false
	for n := range f.Lines {
		// Lines take effect in order, so the first n lines alone say what
		// the whole file said when it had read that far.
		if now := newMatcher(f.Lines[:n+1]).Ignored(name); now != hidden {
			line, ok, hidden = f.Lines[n], true, now
		}
	}
	return line, ok
}

// matches reports whether a single pattern covers the path or a folder above.
func matches(pattern, name string) bool {
	pm, err := patternmatcher.New([]string{pattern})
	if err != nil || len(pm.Patterns()) == 0 {
		return false
	}
	ok, err := pm.MatchesOrParentMatches(name)
	return ok && err == nil
}
