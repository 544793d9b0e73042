package gh

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nodedock/nodedock/fixes"
)

// entry is a file or folder of a tree.
type entry struct {
	name string // the last element of path
	path string
	oid  string
	mode fs.FileMode
	size int64
}

// treeFS is a commit's files as an fs.FS. The list is complete; a file is read
// when it is opened. It is bound to the work it was made for: its reads use
// that work's context.
type treeFS struct {
	read    func(name, oid string) ([]byte, error)
	entries map[string]*entry
	folders map[string][]fs.DirEntry
	// sizes are the lengths of files by their ids, and own the contents whose
	// ids are not git's, which no other repository may be given.
	sizes map[string]int64
	own   sync.Map
}

// newTreeFS returns the file system of the entries. Folders without an entry
// of their own are made; entries with names that are no paths are left out.
func newTreeFS(entries []entry, read func(name, oid string) ([]byte, error)) *treeFS {
	t := &treeFS{read: read, entries: map[string]*entry{}, folders: map[string][]fs.DirEntry{}, sizes: map[string]int64{}}
	t.add(entry{path: ".", mode: fs.ModeDir})
	for _, e := range entries {
		if fs.ValidPath(e.path) {
			t.add(e)
		}
	}
	for _, list := range t.folders {
		slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return t
}

func (t *treeFS) add(e entry) {
	if t.entries[e.path] != nil {
		return
	}
	e.name = path.Base(e.path)
	t.entries[e.path] = &e
	t.sizes[e.oid] = e.size
	if e.path == "." {
		return
	}
	dir := path.Dir(e.path)
	t.add(entry{path: dir, mode: fs.ModeDir})
	t.folders[dir] = append(t.folders[dir], fs.FileInfoToDirEntry(&e))
}

// Open implements fs.FS. Symbolic links and submodules cannot be opened: they
// are listed, and never followed.
func (t *treeFS) Open(name string) (fs.File, error) {
	e, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	switch {
	case e.mode.IsDir():
		return &openFolder{entry: e, left: t.folders[name]}, nil
	case !e.mode.IsRegular():
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	data, err := t.read(name, e.oid)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{entry: e, Reader: bytes.NewReader(data)}, nil
}

// Stat implements fs.StatFS without reading the file.
func (t *treeFS) Stat(name string) (fs.FileInfo, error) { return t.find("stat", name) }

// ReadLink implements fs.ReadLinkFS: git keeps where a link leads as its
// content.
func (t *treeFS) ReadLink(name string) (string, error) {
	e, err := t.find("readlink", name)
	if err == nil && e.mode&fs.ModeSymlink == 0 {
		err = &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	if err != nil {
		return "", err
	}
	data, err := t.read(name, e.oid)
	return string(data), err
}

// Lstat implements fs.ReadLinkFS. Links are never followed here.
func (t *treeFS) Lstat(name string) (fs.FileInfo, error) { return t.find("lstat", name) }

// ReadDir implements fs.ReadDirFS.
func (t *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := t.find("readdir", name)
	if err == nil && !e.mode.IsDir() {
		err = &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	if err != nil {
		return nil, err
	}
	return slices.Clone(t.folders[name]), nil
}

func (t *treeFS) find(op, name string) (*entry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	e := t.entries[name]
	if e == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return e, nil
}

// paths returns the paths of files that can be read, sorted.
func (t *treeFS) paths() []string {
	var list []string
	for p, e := range t.entries {
		if e.mode.IsRegular() {
			list = append(list, p)
		}
	}
	slices.Sort(list)
	return list
}

// links returns the paths of symbolic links, sorted.
func (t *treeFS) links() []string {
	var list []string
	for p, e := range t.entries {
		if e.mode&fs.ModeSymlink != 0 && !fixes.Foreign(path.Dir(p)) {
			list = append(list, p)
		}
	}
	slices.Sort(list)
	return list
}

// Name and the methods below implement fs.FileInfo.
func (e *entry) Name() string       { return e.name }
func (e *entry) Size() int64        { return e.size }
func (e *entry) Mode() fs.FileMode  { return e.mode }
func (e *entry) ModTime() time.Time { return time.Time{} }
func (e *entry) IsDir() bool        { return e.mode.IsDir() }
func (e *entry) Sys() any           { return nil }

type openFile struct {
	*entry
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *openFile) Close() error               { return nil }
func (f *openFile) Size() int64                { return f.entry.size }

type openFolder struct {
	*entry
	left []fs.DirEntry
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *openFolder) Close() error               { return nil }
func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.path, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		list := f.left
		f.left = nil
		return list, nil
	}
	if len(f.left) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.left))
	list := f.left[:n]
	f.left = f.left[n:]
	return list, nil
}

// modeOf translates git's mode of a tree entry.
func modeOf(mode string) fs.FileMode {
	switch mode {
	case "040000":
		return fs.ModeDir | 0o755
	case "100755":
		return 0o755
	case "120000":
		return fs.ModeSymlink | 0o777
	case "160000":
		return fs.ModeIrregular // a submodule
	}
	return 0o644
}

// gitMode translates back, for files.
func gitMode(mode fs.FileMode) string {
	if mode&0o111 != 0 {
		return "100755"
	}
	return "100644"
}

var (
	_ fs.ReadDirFS   = (*treeFS)(nil)
	_ fs.StatFS      = (*treeFS)(nil)
	_ fs.ReadLinkFS  = (*treeFS)(nil)
	_ fs.ReadDirFile = (*openFolder)(nil)
)
