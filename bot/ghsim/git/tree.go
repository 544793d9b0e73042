package git

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"path"
	"slices"
	"strings"
)

// The modes of tree entries.
const (
	ModeFile       = "100644"
	ModeExecutable = "100755"
	ModeSymlink    = "120000"
	ModeTree       = "040000"
	ModeSubmodule  = "160000"
)

// An Entry is one name in a tree.
type Entry struct {
	Name string // one path element
	Mode string
	ID   ID
}

// Type returns the kind of object that the entry's mode says it names.
func (e Entry) Type() string {
	switch e.Mode {
	case ModeTree:
		return "tree"
	case ModeSubmodule:
		return "commit"
	}
	return "blob"
}

// PutTree stores a tree of the entries, in git's order, and returns its name.
func (s *Store) PutTree(entries []Entry) ID {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(sortKey(a), sortKey(b)) })
	var b bytes.Buffer
	for _, e := range entries {
		b.WriteString(strings.TrimPrefix(e.Mode, "0") + " " + e.Name + "\x00")
		raw, _ := hex.DecodeString(string(e.ID))
		b.Write(raw)
	}
	id := name("tree", b.Bytes())
	if s.trees == nil {
		s.trees = make(map[ID][]Entry)
	}
	s.trees[id] = entries
	return id
}

// sortKey orders trees as if their names ended with a slash, as git does.
func sortKey(e Entry) string {
	if e.Mode == ModeTree {
		return e.Name + "/"
	}
	return e.Name
}

// Tree returns the entries of a tree. The caller must not change them.
func (s *Store) Tree(id ID) ([]Entry, bool) {
	entries, ok := s.trees[id]
	return entries, ok
}

// Walk calls visit for every entry below the tree, folders before what is in
// them, with its whole path. It stops when visit returns false.
func (s *Store) Walk(tree ID, visit func(path string, e Entry) bool) { s.walk("", tree, visit) }

func (s *Store) walk(dir string, tree ID, visit func(string, Entry) bool) bool {
	for _, e := range s.trees[tree] {
		at := path.Join(dir, e.Name)
		if !visit(at, e) {
			return false
		}
		if e.Mode == ModeTree && !s.walk(at, e.ID, visit) {
			return false
		}
	}
	return true
}

// Files returns every entry below the tree that is not a folder, by path.
func (s *Store) Files(tree ID) map[string]Entry {
	files := make(map[string]Entry)
	s.Walk(tree, func(at string, e Entry) bool {
		if e.Mode != ModeTree {
			files[at] = e
		}
		return true
	})
	return files
}

// Lookup returns the entry at a path below the tree; "" is the tree itself.
func (s *Store) Lookup(tree ID, at string) (Entry, bool) {
	found := Entry{Mode: ModeTree, ID: tree}
	for element := range strings.SplitSeq(strings.Trim(at, "/"), "/") {
		if element == "" {
			continue
		}
		i := slices.IndexFunc(s.trees[found.ID], func(e Entry) bool { return e.Name == element })
		if found.Mode != ModeTree || i < 0 {
			return Entry{}, false
		}
		found = s.trees[found.ID][i]
	}
	return found, true
}

// PutFiles stores the trees that hold files, by path, and returns the root's
// name. An entry whose mode is ModeTree is taken whole.
func (s *Store) PutFiles(files map[string]Entry) ID {
	var here []Entry
	below := make(map[string]map[string]Entry)
	for at, e := range files {
		dir, rest, nested := strings.Cut(at, "/")
		if !nested {
			here = append(here, Entry{Name: at, Mode: e.Mode, ID: e.ID})
			continue
		}
		if below[dir] == nil {
			below[dir] = make(map[string]Entry)
		}
		below[dir][rest] = e
	}
	for dir, files := range below {
		here = append(here, Entry{Name: dir, Mode: ModeTree, ID: s.PutFiles(files)})
	}
	return s.PutTree(here)
}
