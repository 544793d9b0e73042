package fixes

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
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
	manifests map[string]parsedManifest
	packages  map[string]*node.Manifest // nil until they are asked for
	locks     map[string]*node.Lockfile
	searches  map[string]*searched
	selected  map[*Selection][]string
	evidence  *builds.Evidence
	wanted    []string        // see Wanted
	sources   []string        // see Pass.Sources
	several   map[string]bool // see oneOfSeveral
	unread    []string        // see Unread
	pipelines []string        // see Pipelines
	problems  map[string]FileError
	large     map[string]bool // files that were not read for their size
	failed    error           // the first I/O failure: no rule may go on as if the file were absent
}

// newRepo lists the snapshot.
func newRepo(snap Snapshot) (*Repo, error) {
	r := &Repo{
		fs: &overlay{base: snap.FS, changed: map[string][]byte{}}, modes: map[string]fs.FileMode{},
		inputs: map[string]string{}, contents: map[string]content{}, parsed: map[string][2]parsedDockerfile{},
		manifests: map[string]parsedManifest{}, searches: map[string]*searched{}, selected: map[*Selection][]string{}, locks: map[string]*node.Lockfile{}, problems: map[string]FileError{}, large: map[string]bool{},
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

// clean returns the path in the form of Files: no leading slash, no dots, "."
// for the root.
func clean(name string) string {
	if name = path.Clean("/" + name)[1:]; name == "" {
		return "."
	}
	return name
}
