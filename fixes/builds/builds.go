// Package builds finds who builds a Dockerfile: compose services, bake targets,
// GitHub workflows, scripts, and else the Dockerfile's own folder.
//
// The answer is evidence, not proof: files are read leniently, a value that
// cannot be known is left out with a word in Build.Uncertain, and a malformed
// file is a Problem that stops no other. The package asks for files through a
// function and touches nothing else.
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

// A Build is one way an image of this repository is built.
type Build struct {
	// Dockerfile is relative to the repository, "" when it is written inline.
	Dockerfile string
	// Context is relative to the repository, "." for the root.
	Context string
	// Target is the stage that is built, "" for the last.
	Target string
	// Args are the build arguments that are passed. A value that is not known
	// (taken from the environment) is "".
	Args map[string]string
	// Platforms are those asked for, as written.
	Platforms []string
	// Secrets are the ids of the build secrets that are passed.
	Secrets []string
	// Tags are the image names given, as written.
	Tags []string

	// What compose says of the container that runs the image.
	Init        bool
	User        string
	Environment map[string]string
	Ports       []string
	Volumes     []Volume
	// Command and Entrypoint override the image's; nil when they do not. A
	// single word may be a whole shell line, as compose allows.
	Command, Entrypoint []string

	// Service is the compose service, the bake target or the workflow job.
	Service string
	Source  Source
	// Uncertain says what could not be known, "" when all is known. It is a
	// clause: "the context is the variable CTX".
	Uncertain string
}

// A Volume is a mount of a compose service.
type Volume struct {
	// Source is a volume's name or a folder as written, "" when anonymous.
	Source string
	Target string
	// Bind reports whether Source is a folder of the host.
	Bind bool
}

// A Source is where something was found.
type Source struct {
	Path string
	// Line counts from 1; 0 when the whole file is meant.
	Line int
	Kind Kind
}

func (s Source) String() string {
	if s.Line == 0 {
		return s.Path
	}
	return fmt.Sprintf("%s:%d", s.Path, s.Line)
}

// A Kind is the kind of file that builds.
type Kind string

// The kinds of source, from the most to the least telling.
const (
	Compose    Kind = "compose"
	Bake       Kind = "bake"
	Workflow   Kind = "workflow"
	Script     Kind = "script"
	Dockerfile Kind = "dockerfile" // nothing names it: its folder is assumed
)

// A Scanner is a step that scans images for vulnerabilities.
type Scanner struct {
	Name   string // "trivy", "grype", …
	Source Source
}

// A NodeVersion is a Node version that a workflow sets up.
type NodeVersion struct {
	Version string // as written: "20", "lts/*", "20.x"
	Source  Source
}

// An Error is a file that could not be read as what its name says.
type Error struct {
	Path    string
	Line    int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Message) }

// Evidence is what the repository says about its builds.
type Evidence struct {
	// Builds are sorted by Dockerfile, then by kind, path and line.
	Builds []Build
	// Unresolved are builds of something in this repository, or of a context
	// elsewhere, of which neither Dockerfile nor context could be known.
	// Uncertain says why.
	Unresolved   []Build
	Scanners     []Scanner
	NodeVersions []NodeVersion
	Problems     []*Error
}

// Of returns the builds of one Dockerfile. When nothing names it, the result
// is a single build from its own folder, with Kind Dockerfile.
func (e *Evidence) Of(dockerfile string) []Build {
	var found []Build
	for _, b := range e.Builds {
		if b.Dockerfile == dockerfile {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return []Build{assumed(dockerfile)}
	}
	return found
}

// Contexts returns the contexts that the Dockerfile is built from, sorted and
// without repeats.
func (e *Evidence) Contexts(dockerfile string) []string {
	var contexts []string
	for _, b := range e.Of(dockerfile) {
		contexts = append(contexts, b.Context)
	}
	slices.Sort(contexts)
	return slices.Compact(contexts)
}

// Sharing returns the Dockerfiles that are built from the context, sorted and
// without repeats: what an edit of its ignore file concerns.
func (e *Evidence) Sharing(context string) []string {
	var files []string
	for _, b := range e.Builds {
		if b.Context == context && b.Dockerfile != "" {
			files = append(files, b.Dockerfile)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// assumed is the build of a Dockerfile that nothing names.
func assumed(dockerfile string) Build {
	return Build{Dockerfile: dockerfile, Context: path.Dir(dockerfile), Source: Source{Path: dockerfile, Kind: Dockerfile}}
}

// Find reads every file that may build an image. files are all paths of the
// repository; read returns the bytes of one, and fs.ErrNotExist for a file that
// is not there or not to be read. Any other error of read ends the search.
func Find(files []string, read func(path string) ([]byte, error)) (*Evidence, error) {
	f := &finder{files: files, read: read, found: &Evidence{}, exists: make(map[string]bool, len(files)), composeFiles: map[string]*composeFile{}}
	for _, name := range files {
		f.exists[name] = true
	}
	for _, name := range files {
		look := reader(name)
		if look == nil || foreign(name) {
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
	f.assume()
	f.order()
	return f.found, nil
}

// finder collects evidence.
type finder struct {
	files        []string
	exists       map[string]bool
	read         func(path string) ([]byte, error)
	found        *Evidence
	composeFiles map[string]*composeFile
	bakeFiles    []bakeFile
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
		if isDockerfile(name) && !named[name] && !foreign(name) {
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
		if base == word || strings.HasPrefix(base, word+".") || strings.HasSuffix(base, "."+word) {
			return true
		}
	}
	return false
}

// foreign reports whether the path belongs to somebody else's code.
func foreign(name string) bool {
	for _, dir := range strings.Split(path.Dir(name), "/") {
		switch dir {
		case "node_modules", "vendor", "testdata", "bower_components", "third_party", ".git":
			return true
		}
	}
	return false
}
