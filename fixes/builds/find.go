package builds

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Find reads every file that may build an image. files are all paths of the
// repository, guides those of them that tell people how it is started; read
// returns the bytes of one, and fs.ErrNotExist for a file that is not there or
// not to be read. Any other error of read ends the search.
func Find(files, guides []string, read func(path string) ([]byte, error)) (*Evidence, error) {
	f := &finder{files: files, guides: guides, read: read, found: &Evidence{}, exists: make(map[string]bool, len(files)), composeFiles: map[string]*composeFile{}, included: map[string]bool{}}
	for _, name := range files {
		f.exists[name] = true
	}
	for _, name := range files {
		look := reader(name)
		if look == nil || Foreign(name) {
			continue
		}
		data, err := read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if err := look(f, name, data); err != nil {
			return nil, err
		}
	}
	f.bake()
	f.runs()
	f.pushes()
	f.assume()
	f.order()
	return f.found, nil
}

// finder collects evidence.
type finder struct {
	files        []string
	guides       []string
	exists       map[string]bool
	read         func(path string) ([]byte, error)
	found        *Evidence
	composeFiles map[string]*composeFile
	included     map[string]bool // compose files that were read for another one
	bakeFiles    []bakeFile
	started      []started
	sent         []sent
	tagged       []tagged
	others       []service // of compose, without a build of their own
	choices      int       // how many templates were filled (chosen)
}

// open reads a file that need not be there.
func (f *finder) open(name string) (data []byte, ok bool, err error) {
	if !f.exists[name] {
		return nil, false, nil
	}
	data, err = f.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("read %s: %w", name, err)
	}
	return data, true, nil
}

// problem remembers that a file is malformed.
func (f *finder) problem(name string, line int, message string) {
	f.found.Problems = append(f.found.Problems, &Error{Path: name, Line: line, Message: message})
}

// assume adds the default build of Dockerfiles that nothing names.
func (f *finder) assume() {
	named := map[string]bool{}
	for _, b := range f.found.Builds {
		named[b.Dockerfile] = true
	}
	for _, name := range f.files {
		if isDockerfile(name) && !named[name] && !Foreign(name) {
			f.found.Builds = append(f.found.Builds, assumed(name))
		}
	}
}

// kinds is the order of kinds.
var kinds = []Kind{Compose, Bake, Workflow, Script, Dockerfile}

// order sorts what was found and removes repeats.
func (f *finder) order() {
	slices.SortStableFunc(f.found.Builds, func(a, b Build) int {
		return cmp.Or(cmp.Compare(a.Dockerfile, b.Dockerfile),
			cmp.Compare(slices.Index(kinds, a.Source.Kind), slices.Index(kinds, b.Source.Kind)),
			cmp.Compare(a.Source.Path, b.Source.Path), cmp.Compare(a.Source.Line, b.Source.Line), cmp.Compare(a.Service, b.Service))
	})
	slices.SortStableFunc(f.found.Unresolved, func(a, b Build) int {
		return cmp.Or(cmp.Compare(a.Source.Path, b.Source.Path), cmp.Compare(a.Source.Line, b.Source.Line), cmp.Compare(a.Service, b.Service))
	})
	f.found.Unresolved = slices.CompactFunc(f.found.Unresolved, func(a, b Build) bool {
		return a.Source == b.Source && a.Service == b.Service && a.Uncertain == b.Uncertain
	})
	slices.SortStableFunc(f.found.Problems, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	slices.SortStableFunc(f.found.Scanners, func(a, b Scanner) int {
		return cmp.Or(cmp.Compare(a.Source.Path, b.Source.Path), cmp.Compare(a.Source.Line, b.Source.Line))
	})
	f.found.Scanners = unique(f.found.Scanners)
	f.found.NodeVersions = unique(f.found.NodeVersions)
}

// unique removes repeats and keeps the order.
func unique[T comparable](list []T) []T {
	seen := map[T]bool{}
	return slices.DeleteFunc(list, func(v T) bool {
		again := seen[v]
		seen[v] = true
		return again
	})
}

// isDockerfile reports whether the path is named like a Dockerfile. Its callers
// use it for the default only, so a name too many does no harm.
func isDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	if strings.HasSuffix(base, "ignore") {
		return false
	}
	for _, word := range []string{"dockerfile", "containerfile"} {
		if strings.HasPrefix(base, word) || strings.HasSuffix(base, "."+word) {
			return true
		}
	}
	return false
}

// Foreign reports whether the path lies in a folder whose files belong to
// somebody else or exist to be wrong.
func Foreign(name string) bool {
	for _, dir := range strings.Split(path.Dir(name), "/") {
		switch dir {
		case "node_modules", "vendor", "testdata", "fixtures", "__fixtures__", "__tests__", ".git", "bower_components", "third_party":
			return true
		}
	}
	return false
}
