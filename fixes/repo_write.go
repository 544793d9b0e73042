package fixes

import (
	"io/fs"
	"path"
	"slices"
)

// write puts new bytes over a file and forgets what was known of it.
func (r *Repo) write(name string, data []byte) {
	r.fs.changed[name] = data
	if at, found := slices.BinarySearch(r.files, name); !found {
		r.files = slices.Insert(slices.Clone(r.files), at, name)
		r.modes[name] = 0
	}
	r.forget(name)
}

// Made reports whether a file is one that the plan itself has made: the snapshot has none of that name.
func (r *Repo) Made(name string) bool {
	if _, changed := r.fs.changed[name]; !changed {
		return false
	}
	_, err := fs.Stat(r.fs.base, name)
	return err != nil
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
	if path.Base(name) == "package.json" {
		r.packages = nil
	}
	delete(r.locks, name)
	delete(r.searches, name)
}
