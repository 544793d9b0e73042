package fixes

import (
	"errors"
	"io/fs"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/node"
)

type parsedDockerfile struct {
	src  string
	file *dockerfile.File
	err  error
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
	p, err := r.manifest(dir)
	if err != nil {
		return nil, err
	}
	r.malformed(path.Join(clean(dir), "package.json"), p.err)
	return p.manifest, nil
}

// PeekManifest is Manifest for a folder that a look around the repository passes: a malformed
// file there is nothing to tell, as long as nothing is built of it.
func (r *Repo) PeekManifest(dir string) (*node.Manifest, error) {
	p, err := r.manifest(dir)
	return p.manifest, err
}

// A parsedManifest is a package.json, or why it is none.
type parsedManifest struct {
	manifest *node.Manifest
	err      error
}

func (r *Repo) manifest(dir string) (p parsedManifest, err error) {
	name := path.Join(clean(dir), "package.json")
	if p, done := r.manifests[name]; done {
		return p, nil
	}
	data, ok, err := r.Read(name)
	if err != nil {
		return p, err
	}
	if ok {
		p.manifest, p.err = node.ParseManifest(name, data)
	}
	r.manifests[name] = p
	return p, nil
}

// Lockfile returns the lockfile at the path, nil when there is none or it is
// malformed, and for a file that a COPY gives the name of one.
func (r *Repo) Lockfile(name string) (*node.Lockfile, error) {
	name = clean(name)
	if l, done := r.locks[name]; done || !node.IsLockfile(path.Base(name)) {
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
	guides := slices.DeleteFunc(slices.Clone(r.Wanted()), func(name string) bool { return !MayGuide(name) })
	evidence, err := builds.Find(r.files, guides, func(name string) ([]byte, error) {
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
