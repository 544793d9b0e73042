package fixes

import (
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// GitIgnored returns the .gitignore that keeps a file out of the repository, by the rules of Git
// (git-scm.com/docs/gitignore): the last pattern that fits decides, those of a nearer folder after those
// of one above. It is "" for a file that none keeps out. A .gitignore of a user's machine is not known.
func (r *Repo) GitIgnored(name string) (string, error) {
	parts := strings.Split(clean(name), "/")
	by := ""
	for n := range parts {
		file := path.Join(path.Join(parts[:n]...), ".gitignore")
		data, ok, err := r.Read(file)
		if err != nil {
			return "", err
		}
		if !ok {
			continue
		}
		for line := range strings.Lines(string(data)) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			switch gitignore.ParsePattern(line, parts[:n]).Match(parts, false) {
			case gitignore.Exclude:
				by = file
			case gitignore.Include:
				by = ""
			}
		}
	}
	return by, nil
}
