package source

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Bounds of what is followed from one entry.
const (
	maxFiles    = 40
	maxBytes    = 1 << 20
	maxFilesFar = 400
	maxBytesFar = 4 << 20
)

// A Tree is where files are read from.
type Tree interface {
	// Exists reports whether there is a file at the path.
	Exists(name string) bool
	// Read returns a file's bytes; ok is false when there is none to read.
	Read(name string) (data []byte, ok bool, err error)
}

// A Program is an entry file and what it imports by path, a few files deep.
type Program struct {
	// Files are the files that were read, the entry first, nearest first.
	Files []string
	// Packages are the modules that are imported by name, sorted.
	Packages []string
	// Missing are modules of the program itself that could not be followed, as
	// they are imported.
	Missing []string
	// Limited reports that there were more files than are read.
	Limited bool
	// Views are files of the program that are not read, because they hold JSX.
	Views []string

	facts []*Facts
}

// Follow reads the entries and what they import. resolve turns a module that
// is not named by its path into the path of a file, for aliases and packages of
// the same repository; ours is false for packages from elsewhere. At most 40
// files and one MiB are read.
func Follow(tree Tree, entries []string, resolve Resolve) (*Program, error) {
	return follow(tree, entries, resolve, maxFiles, maxBytes)
}

// Resolve turns a module that is not named by its path into the path of a file.
type Resolve func(from, module string) (name string, ours bool)

// FollowFar is Follow for at most 400 files and four MiB, where it matters that
// the whole program is read.
func FollowFar(tree Tree, entries []string, resolve Resolve) (*Program, error) {
	return follow(tree, entries, resolve, maxFilesFar, maxBytesFar)
}

func follow(tree Tree, entries []string, resolve Resolve, files, bytes int) (*Program, error) {
	p := &Program{}
	seen := map[string]bool{}
	queue, size := slices.Clone(entries), 0
	for len(queue) > 0 && len(p.Files) < files && size < bytes {
		name := queue[0]
		queue = queue[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		if !readable(name) {
			if !data(name) {
				p.Views = append(p.Views, name)
			}
			continue
		}
		data, ok, err := tree.Read(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if !ok {
			continue
		}
		size += len(data)
		facts := Read(data)
		p.Files, p.facts = append(p.Files, name), append(p.facts, facts)
		for _, module := range slices.Concat(facts.Imports, facts.Typed) {
			queue = append(queue, p.next(tree, name, module, resolve)...)
		}
	}
	p.Limited = slices.ContainsFunc(queue, func(name string) bool { return readable(name) && !seen[name] })
	slices.Sort(p.Packages)
	return p, nil
}

// next returns the file that a module stands for.
func (p *Program) next(tree Tree, from, module string, resolve Resolve) []string {
	if Relative(module) {
		if name, ok := File(tree, path.Join(path.Dir(from), module)); ok {
			return []string{name}
		}
		if !data(module) {
			add(&p.Missing, module)
		}
		return nil
	}
	name, ours := resolve(from, module)
	switch {
	case name != "":
		return []string{name}
	case ours:
		add(&p.Missing, module)
	default:
		add(&p.Packages, packageOf(module))
	}
	return nil
}

// packageOf returns the package of a module: "@scope/name" of
// "@scope/name/deep/file".
func packageOf(module string) string {
	parts := strings.SplitN(strings.TrimPrefix(module, "node:"), "/", 3)
	if strings.HasPrefix(module, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// endings are tried in turn behind a module's path.
var endings = []string{"", ".ts", ".js", ".mts", ".mjs", ".cts", ".cjs", ".tsx", ".jsx", "/index.ts", "/index.js", "/index.mjs", "/index.cjs", "/index.tsx"}

// File returns the file that a path in an import stands for: with its ending,
// or the index of a folder. A ".js" may be written ".ts".
func File(tree Tree, name string) (string, bool) {
	for _, ending := range endings {
		if tree.Exists(name + ending) {
			return name + ending, true
		}
	}
	ext := path.Ext(name)
	for _, typed := range typedEndings[ext] {
		if tree.Exists(strings.TrimSuffix(name, ext) + typed) {
			return strings.TrimSuffix(name, ext) + typed, true
		}
	}
	return "", false
}

// typedEndings are those of the file behind an ending in an import.
var typedEndings = map[string][]string{".js": {".ts", ".tsx"}, ".mjs": {".mts"}, ".cjs": {".cts"}, ".jsx": {".tsx"}}

// readable reports whether a file is code that is read: views in JSX are not.
func readable(name string) bool {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", "":
		return true
	}
	return false
}

// data reports whether a module is no code: JSON, styles, images.
func data(module string) bool {
	switch path.Ext(module) {
	case "", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx":
		return false
	}
	return len(path.Ext(module)) <= 6
}

// Handles returns the file that handles a shutdown signal, "" when none does.
func (p *Program) Handles() string {
	for n, f := range p.facts {
		if len(f.Signals) > 0 {
			return p.Files[n]
		}
	}
	return ""
}

// Calls reports whether one of the files calls a function or method of one of
// the names.
func (p *Program) Calls(names ...string) bool {
	return slices.ContainsFunc(p.facts, func(f *Facts) bool { return f.calls(names...) })
}

// Constructs reports whether one of the files has new NAME(…).
func (p *Program) Constructs(names ...string) bool {
	return slices.ContainsFunc(p.facts, func(f *Facts) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(f.Names, n) })
	})
}

// Imports reports whether one of the files imports one of the packages.
func (p *Program) Imports(packages ...string) bool {
	return slices.ContainsFunc(packages, func(n string) bool { return slices.Contains(p.Packages, n) })
}

// Whole reports whether Files are all that the program can load of its own.
func (p *Program) Whole() bool {
	return !p.Limited && len(p.Missing) == 0 && len(p.Views) == 0 && !p.Broken() &&
		!slices.ContainsFunc(p.facts, func(f *Facts) bool { return f.Computed })
}

// Broken reports whether a file could not be read as code.
func (p *Program) Broken() bool {
	return slices.ContainsFunc(p.facts, func(f *Facts) bool { return f.Broken })
}
