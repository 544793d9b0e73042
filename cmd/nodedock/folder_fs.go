package main

import (
	"errors"
	"io/fs"
	"path"
)

// Close releases the root.
func (f *folder) Close() error { return f.root.Close() }

// Open implements fs.FS.
func (f *folder) Open(name string) (fs.File, error) {
	if f.hidden(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f.opened.Add(1)
	return f.fsys.Open(name)
}

// hidden reports whether the path, or a folder above it, was left out when the
// tree was listed.
func (f *folder) hidden(name string) bool {
	for ; name != "." && name != "/"; name = path.Dir(name) {
		if f.skip[name] {
			return true
		}
	}
	return false
}

// Stat implements fs.StatFS.
func (f *folder) Stat(name string) (fs.FileInfo, error) { return fs.Stat(f.fsys, name) }

// Lstat implements fs.ReadLinkFS.
func (f *folder) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(f.fsys, name) }

// ReadLink implements fs.ReadLinkFS.
func (f *folder) ReadLink(name string) (string, error) { return fs.ReadLink(f.fsys, name) }

// ReadFile implements fs.ReadFileFS.
func (f *folder) ReadFile(name string) ([]byte, error) {
	if f.hidden(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f.opened.Add(1)
	return fs.ReadFile(f.fsys, name)
}

// ReadDir implements fs.ReadDirFS: without git's own folder, what git ignores,
// and repositories inside this one. A folder that may not be read, such as one
// that a database keeps beside the code, is set aside.
func (f *folder) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.fsys, name)
	if errors.Is(err, fs.ErrPermission) && name != "." {
		f.denied = append(f.denied, name)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.opened.Add(1)
	files := f.gitignores(name)
	kept := entries[:0]
	for _, e := range entries {
		full := path.Join(name, e.Name())
		out := f.within[name] || ignored(files, segmentsOf(full), e.IsDir())
		if e.Name() == ".git" || e.IsDir() && f.isRepository(full) || out && !f.tracked[full] {
			f.skip[full] = true
			continue
		}
		f.within[full] = out && e.IsDir()
		kept = append(kept, e)
	}
	return kept, nil
}

// isRepository reports whether a folder is a work tree of its own, such as a
// submodule.
func (f *folder) isRepository(dir string) bool {
	_, err := f.root.Lstat(path.Join(dir, ".git"))
	return err == nil
}

// gitignores returns the ignore files that apply in a folder, outer ones first.
func (f *folder) gitignores(dir string) []gitignore {
	if known, done := f.ignore[dir]; done {
		return known
	}
	above := f.exclude
	if dir != "." {
		above = f.gitignores(path.Dir(dir))
	}
	files := f.with(dir, above)
	f.ignore[dir] = files
	return files
}

// with adds a folder's own ignore file to those above it.
func (f *folder) with(dir string, above []gitignore) []gitignore {
	data, err := f.root.ReadFile(path.Join(dir, ".gitignore"))
	if err != nil {
		return above
	}
	return append(above[:len(above):len(above)], parseGitignore(dir, data))
}
