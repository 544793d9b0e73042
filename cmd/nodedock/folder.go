package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// A folder is a local repository: the enclosing git work tree of what the user
// named, else that itself. What git ignores is not part of it. It is an fs.FS
// that never leaves the root, not even through a link.
type folder struct {
	dir  string // absolute
	root *os.Root
	fsys fs.FS
	// wanted are the paths that the user named, relative to the root: files,
	// or folders to search. "." is everything.
	wanted []string

	skip   map[string]bool // ignored paths; filled by ReadDir from the root down
	ignore map[string][]gitignore
	// exclude are the patterns that are kept outside of the work tree.
	exclude []gitignore
	// tracked are the paths of git's index: they are part of the repository
	// though an ignore file names them. within are folders that are ignored and
	// hold such files.
	tracked, within map[string]bool
	denied          []string     // folders that may not be read
	opened          atomic.Int64 // for the progress line
}

// openFolder opens the repository that holds all the paths.
func openFolder(paths []string) (*folder, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	root, named := "", make([]string, len(paths))
	for n, p := range paths {
		abs, isDir, err := locate(p)
		if err != nil {
			return nil, err
		}
		own, isTree := rootOf(abs, isDir)
		switch {
		case n == 0:
			root = own
		case !isTree && !isWorkTree(root):
			root = shared(root, own)
		}
		if !within(root, abs) {
			return nil, fmt.Errorf("%s is outside of %s: run nodedock once for each repository", p, root)
		}
		named[n] = abs
	}
	return newFolder(root, named)
}

// shared returns the folder that holds both.
func shared(a, b string) string {
	for !within(a, b) {
		a = filepath.Dir(a)
	}
	return a
}

// within reports whether a path is the folder or lies below it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// locate returns the absolute path of what the user named, without links in
// the folders above it.
func locate(name string) (abs string, isDir bool, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", false, fmt.Errorf("read %s: %w", name, plainError(err))
	}
	if abs, err = filepath.Abs(name); err != nil {
		return "", false, err
	}
	if info.IsDir() {
		abs, err = filepath.EvalSymlinks(abs)
		return abs, true, err
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	return filepath.Join(dir, filepath.Base(abs)), false, err
}

// plainError drops what the message would say twice.
func plainError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// rootOf returns the enclosing git work tree, else the folder itself.
func rootOf(abs string, isDir bool) (root string, isTree bool) {
	own := abs
	if !isDir {
		own = filepath.Dir(abs)
	}
	for dir := own; ; dir = filepath.Dir(dir) {
		if isWorkTree(dir) {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			return own, false
		}
	}
}

// isWorkTree reports whether git has its data in the folder.
func isWorkTree(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ".git"))
	return err == nil
}

// newFolder opens a root in which the user named these paths.
func newFolder(dir string, named []string) (*folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, plainError(err))
	}
	f := &folder{dir: dir, root: root, fsys: root.FS(), skip: map[string]bool{}, within: map[string]bool{}, ignore: map[string][]gitignore{}}
	for _, abs := range named {
		rel, err := filepath.Rel(dir, abs)
		if err != nil {
			return nil, errors.Join(err, root.Close())
		}
		f.wanted = append(f.wanted, filepath.ToSlash(rel))
	}
	if data, err := root.ReadFile(".git/info/exclude"); err == nil {
		f.exclude = []gitignore{parseGitignore("", data)}
	}
	if data, err := root.ReadFile(".git/index"); err == nil {
		f.tracked = trackedPaths(data)
	}
	return f, nil
}
