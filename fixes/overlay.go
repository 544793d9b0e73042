package fixes

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// overlay is a repository with the changes that a plan has made so far.
type overlay struct {
	base    fs.FS
	changed map[string][]byte
}

// Open implements fs.FS. Changed files hide those of the snapshot.
func (o *overlay) Open(name string) (fs.File, error) {
	if data, ok := o.changed[name]; ok {
		return &memFile{Reader: bytes.NewReader(data), name: path.Base(name)}, nil
	}
	return o.base.Open(name)
}

// memFile is a changed file, opened.
type memFile struct {
	*bytes.Reader
	name string
}

func (f *memFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memFile) Close() error               { return nil }
func (f *memFile) Name() string               { return f.name }
func (f *memFile) Mode() fs.FileMode          { return 0o644 }
func (f *memFile) ModTime() time.Time         { return time.Time{} }
func (f *memFile) IsDir() bool                { return false }
func (f *memFile) Sys() any                   { return nil }
