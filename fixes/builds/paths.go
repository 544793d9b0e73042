package builds

import (
	"path"
	"strings"
)

// local returns the repository path of a folder or file that is written
// relative to base. ok is false for a URL, an absolute path, a home folder, a
// path that leaves the repository, or one that holds a variable.
func local(base, written string) (name string, ok bool) {
	written = strings.TrimPrefix(strings.ReplaceAll(written, `\`, "/"), "file://")
	switch {
	case remote(written), strings.HasPrefix(written, "/"), strings.HasPrefix(written, "~"), strings.ContainsAny(written, "$`"), strings.Contains(written, "{{"):
		return "", false
	}
	name = path.Join(base, written)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", false
	}
	return name, true
}

// remote reports whether a context is fetched from elsewhere.
func remote(context string) bool {
	for _, prefix := range []string{"http://", "https://", "git://", "ssh://", "git@", "github.com/", "docker-image://", "oci-layout://", "target:", "service:"} {
		if strings.HasPrefix(context, prefix) {
			return true
		}
	}
	return strings.HasSuffix(context, ".git") && strings.Contains(context, ":")
}

// defaultDockerfile returns the Dockerfile that a build of the context uses
// when it names none.
func (f *finder) defaultDockerfile(context string) string {
	name := path.Join(context, "Dockerfile")
	if alternative := path.Join(context, "Containerfile"); !f.exists[name] && f.exists[alternative] {
		return alternative
	}
	return name
}
