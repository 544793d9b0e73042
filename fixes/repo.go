package fixes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/node"
)

// maxFileSize is the largest file that is read, in bytes. Lockfiles may be
// larger, up to maxLockSize.
const (
	maxFileSize = 1 << 20
	maxLockSize = 16 << 20
)

// A Repo answers questions about the repository, as it is with the changes the
// plan has made so far. Answers are read when they are asked for and kept. An
// absent file and a malformed one are values; an I/O failure is an error.
type Repo struct {
	fs     *overlay
	files  []string
	modes  map[string]fs.FileMode
	inputs map[string]string // path → hash of the snapshot's content, "" when absent

	contents  map[string]content
	parsed    map[string][2]parsedDockerfile // the last two texts of each
	manifests map[string]*node.Manifest
	locks     map[string]*node.Lockfile
	searches  map[string]*searched
	selected  map[*Selection][]string
	evidence  *builds.Evidence
	wanted    []string // see Wanted
	sources   []string // see Pass.Sources
	unread    []string // see Unread
	pipelines []string // see Pipelines
	problems  map[string]FileError
	failed    error // the first I/O failure: no rule may go on as if the file were absent
}

// content is a file that was read.
type content struct {
	data   []byte
	exists bool
}

type parsedDockerfile struct {
	src  string
	file *dockerfile.File
	err  error
}

// newRepo lists the snapshot.
func newRepo(snap Snapshot) (*Repo, error) {
	r := &Repo{
		fs: &overlay{base: snap.FS, changed: map[string][]byte{}}, modes: map[string]fs.FileMode{},
		inputs: map[string]string{}, contents: map[string]content{}, parsed: map[string][2]parsedDockerfile{},
		manifests: map[string]*node.Manifest{}, searches: map[string]*searched{}, selected: map[*Selection][]string{}, locks: map[string]*node.Lockfile{}, problems: map[string]FileError{},
	}
	err := fs.WalkDir(snap.FS, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		r.files = append(r.files, name)
		r.modes[name] = d.Type()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the repository: %w", err)
	}
	slices.Sort(r.files)
	return r, nil
}

// Files returns every path of the repository, sorted. Symbolic links and
// submodules are among them; folders are not.
func (r *Repo) Files() []string { return slices.Clip(r.files) }

// Exists reports whether there is a file (or a link) at the path.
func (r *Repo) Exists(name string) bool {
	_, found := slices.BinarySearch(r.files, clean(name))
	return found
}

// IsDir reports whether the path is a folder with a file somewhere below it.
func (r *Repo) IsDir(name string) bool {
	name = clean(name)
	if name == "." {
		return true
	}
	at, _ := slices.BinarySearch(r.files, name+"/")
	return at < len(r.files) && strings.HasPrefix(r.files[at], name+"/")
}

// Under returns the paths below a folder, "." for all. Whoever appends to it
// gets a list of their own.
func (r *Repo) Under(dir string) []string {
	dir = clean(dir)
	if dir == "." {
		return slices.Clip(r.files)
	}
	from, _ := slices.BinarySearch(r.files, dir+"/")
	to := from
	for to < len(r.files) && strings.HasPrefix(r.files[to], dir+"/") {
		to++
	}
	return r.files[from:to:to]
}

// Regular reports whether the path is a file that may be edited: no link, no
// submodule.
func (r *Repo) Regular(name string) bool {
	mode, ok := r.modes[clean(name)]
	return ok && mode.IsRegular()
}

// Executable reports whether everybody may run the file, by its mode.
func (r *Repo) Executable(name string) bool {
	info, err := fs.Stat(r.fs, clean(name))
	return err == nil && info.Mode()&0o001 != 0
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
		r.problem(name, 0, fmt.Sprintf("larger than %d KiB: not read", limit>>10))
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

// Dockerfile returns the Dockerfile at the path; the error is a
// *dockerfile.Error when it cannot be read as one.
func (r *Repo) Dockerfile(name string) (*dockerfile.File, error) {
	data, ok, err := r.Read(name)
	if err != nil {
		return nil, err
	}
	if !ok {
		message := "no such file"
		if known, bad := r.problems[clean(name)]; bad {
			message = known.Message
		}
		return nil, &dockerfile.Error{Path: name, Message: message}
	}
	return r.parse(name, data)
}

// parse reads a text of a Dockerfile, once: a step is judged by the text before
// it and the text behind it.
func (r *Repo) parse(name string, data []byte) (*dockerfile.File, error) {
	known := r.parsed[name]
	for _, p := range known {
		if (p.file != nil || p.err != nil) && p.src == string(data) {
			return p.file, p.err
		}
	}
	file, err := dockerfile.Parse(name, data)
	r.parsed[name] = [2]parsedDockerfile{{string(data), file, err}, known[0]}
	return file, err
}

// Manifest returns the package.json of a folder, nil when there is none or it
// is malformed (the plan's errors say so then).
func (r *Repo) Manifest(dir string) (*node.Manifest, error) {
	name := path.Join(clean(dir), "package.json")
	if m, done := r.manifests[name]; done {
		return m, nil
	}
	data, ok, err := r.Read(name)
	if err != nil {
		return nil, err
	}
	var m *node.Manifest
	if ok {
		m, err = node.ParseManifest(name, data)
		r.malformed(name, err)
	}
	r.manifests[name] = m
	return m, nil
}

// Lockfile returns the lockfile at the path, nil when there is none or it is
// malformed.
func (r *Repo) Lockfile(name string) (*node.Lockfile, error) {
	name = clean(name)
	if l, done := r.locks[name]; done {
		return l, nil
	}
	data, ok, err := r.Read(name)
	if err != nil {
		return nil, err
	}
	var l *node.Lockfile
	if ok {
		l, err = node.ParseLockfile(name, data)
		r.malformed(name, err)
	}
	r.locks[name] = l
	return l, nil
}

// malformed remembers a parse error with its line.
func (r *Repo) malformed(name string, err error) {
	var at *node.Error
	var line *dockerignore.Error
	switch {
	case errors.As(err, &at):
		r.problem(name, at.Line, at.Message)
	case errors.As(err, &line):
		r.problem(name, line.Line, line.Message)
	case err != nil:
		r.problem(name, 0, err.Error())
	}
}

// Builds returns who builds what in this repository.
func (r *Repo) Builds() (*builds.Evidence, error) {
	if r.evidence != nil {
		return r.evidence, nil
	}
	evidence, err := builds.Find(r.files, func(name string) ([]byte, error) {
		data, ok, err := r.Read(name)
		if err == nil && !ok {
			err = fs.ErrNotExist
		}
		return data, err
	})
	if err != nil {
		return nil, err
	}
	for _, p := range evidence.Problems {
		r.problem(p.Path, p.Line, p.Message)
	}
	r.evidence = evidence
	return evidence, nil
}

// Ignore returns the ignore file that a build of the Dockerfile from the
// context uses; the path is where it is, or would be made, and the file is nil
// when there is none.
func (r *Repo) Ignore(dockerfilePath, context string) (*dockerignore.File, string, error) {
	name, found := dockerignore.For(dockerfilePath, context, r.Exists)
	if !found {
		return nil, name, nil
	}
	data, ok, err := r.Read(name)
	if err != nil || !ok {
		return nil, name, err
	}
	file, err := dockerignore.Parse(name, data)
	if err != nil {
		r.malformed(name, err)
		return nil, name, nil
	}
	return file, name, nil
}

// write puts new bytes over a file and forgets what was known of it.
func (r *Repo) write(name string, data []byte) {
	r.fs.changed[name] = data
	if at, found := slices.BinarySearch(r.files, name); !found {
		r.files = slices.Insert(slices.Clone(r.files), at, name)
		r.modes[name] = 0
	}
	r.forget(name)
}

// unwrite takes a write back: before is the text the file had, nil for none.
func (r *Repo) unwrite(name string, before []byte, original bool) {
	switch {
	case before == nil:
		delete(r.fs.changed, name)
		if at, found := slices.BinarySearch(r.files, name); found {
			r.files = slices.Delete(slices.Clone(r.files), at, at+1)
			delete(r.modes, name)
		}
	case original:
		delete(r.fs.changed, name)
	default:
		r.fs.changed[name] = before
	}
	r.forget(name)
}

func (r *Repo) forget(name string) {
	delete(r.contents, name)
	delete(r.manifests, name)
	delete(r.locks, name)
	delete(r.searches, name)
}

// clean returns the path in the form of Files: no leading slash, no dots, "."
// for the root.
func clean(name string) string {
	if name = path.Clean("/" + name)[1:]; name == "" {
		return "."
	}
	return name
}
