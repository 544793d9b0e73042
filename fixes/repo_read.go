package fixes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/nodedock/nodedock/fixes/node"
)

// maxFileSize is the largest file that is read, in bytes. Lockfiles may be
// larger, up to maxLockSize.
const (
	maxFileSize = 1 << 20
	maxLockSize = 16 << 20
)

// content is a file that was read.
type content struct {
	data   []byte
	exists bool
}

// Read returns the content of a file; ok is false when there is none, or when
// it is too large to be looked at.
func (r *Repo) Read(name string) (data []byte, ok bool, err error) {
	name = clean(name)
	if c, done := r.contents[name]; done {
		return c.data, c.exists, nil
	}
	c, err := r.read(name)
	if err != nil {
		r.failed = cmp.Or(r.failed, err)
		return nil, false, err
	}
	r.contents[name] = c
	return c.data, c.exists, nil
}

func (r *Repo) read(name string) (content, error) {
	if data, changed := r.fs.changed[name]; changed {
		return content{data, true}, nil
	}
	if to, ok, err := r.linked(name); err != nil {
		return content{}, err
	} else if ok {
		name = to
	}
	if !r.Exists(name) || !r.Regular(name) {
		r.inputs[name] = ""
		return content{}, nil
	}
	limit := int64(maxFileSize)
	if node.IsLockfile(path.Base(name)) {
		limit = maxLockSize
	}
	if info, err := fs.Stat(r.fs, name); err == nil && info.Size() > limit {
		r.problem(name, 0, fmt.Sprintf("larger than %d MiB, which nodedock does not read", limit>>20))
		r.large[name] = true
		return content{}, nil
	}
	data, err := fs.ReadFile(r.fs, name)
	if errors.Is(err, fs.ErrNotExist) {
		r.inputs[name] = ""
		return content{}, nil
	}
	if errors.Is(err, fs.ErrPermission) { // for good, unlike other failures
		r.problem(name, 0, "permission denied")
		return content{}, nil
	}
	if err != nil {
		return content{}, &ReadError{Path: name, Err: err}
	}
	sum := sha256.Sum256(data)
	r.inputs[name] = hex.EncodeToString(sum[:])
	return content{data, true}, nil
}

// linked follows a symbolic link to a file of the repository, where the file
// system can tell where a link leads. A build copies that file.
func (r *Repo) linked(name string) (to string, ok bool, err error) {
	for range maxLinks {
		if r.modes[name]&fs.ModeSymlink == 0 {
			return name, r.Regular(name), nil
		}
		target, err := fs.ReadLink(r.fs.base, name)
		switch {
		case errors.Is(err, fs.ErrInvalid), errors.Is(err, fs.ErrNotExist), path.IsAbs(target):
			return "", false, nil
		case err != nil:
			return "", false, &ReadError{Path: name, Err: err}
		}
		if name = path.Join(path.Dir(name), target); !fs.ValidPath(name) {
			return "", false, nil
		}
	}
	return "", false, nil
}

// maxLinks bounds how many links are followed from one to the next.
const maxLinks = 8

// A ReadError is an I/O failure of the snapshot. It ends the plan: what could
// not be read must not look as if it were absent.
type ReadError struct {
	Path string
	Err  error
}

func (e *ReadError) Error() string { return fmt.Sprintf("read %s: %v", e.Path, e.Err) }

func (e *ReadError) Unwrap() error { return e.Err }

// problem remembers that a file is not what it should be.
func (r *Repo) problem(name string, line int, message string) {
	if _, known := r.problems[name]; !known {
		r.problems[name] = FileError{Path: name, Line: line, Message: message}
	}
}
