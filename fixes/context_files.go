package fixes

import (
	"bytes"
	"path"
)

// inContext returns the repository path of a path in the build context, when
// it is there and not ignored. Where there are several contexts it has to be the
// same file in all of them.
func (p *Pass) inContext(inside string) (string, bool) {
	context := p.Context()
	name := clean(path.Join(context.Dir, inside))
	if !p.Repo.Exists(name) && !p.Repo.IsDir(name) {
		return "", false
	}
	for _, other := range context.Several {
		if !p.sameFile(name, clean(path.Join(other, inside))) {
			return "", false
		}
	}
	if p.Ignored(name) {
		return "", false
	}
	return name, true
}

// sameFile reports whether two paths hold the same file.
func (p *Pass) sameFile(a, b string) bool {
	if a == b {
		return true
	}
	one, ok, err := p.Repo.Read(a)
	other, too, otherErr := p.Repo.Read(b)
	return err == nil && otherErr == nil && ok && too && bytes.Equal(one, other)
}
