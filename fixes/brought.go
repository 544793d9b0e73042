package fixes

import (
	"path"
	"strings"
)

// Brought tells which files of the repository the Dockerfile may take from its
// build context, by the sources of its COPY instructions. It says yes to all where
// a source is not certain, where a step mounts the context, and where nothing is
// copied at all: the program comes another way then.
func (p *Pass) Brought() func(name string) bool {
	everything := func(string) bool { return true }
	sources := p.sourcesThat(func(string) bool { return true })
	for _, i := range p.File.Instructions {
		for _, f := range i.Flags {
			if _, _, bind := bindMount(f); bind {
				return everything
			}
		}
	}
	if len(sources) == 0 || p.Context().Uncertain != "" {
		return everything
	}
	for n, s := range sources {
		sources[n] = clean(path.Join(p.Context().Dir, path.Join("/", s)))
		if strings.Contains(s, "$") || strings.Contains(s, "://") || strings.Contains(s, "@") || sources[n] == "." {
			return everything
		}
	}
	return func(name string) bool {
		for _, s := range sources {
			if takes(s, name) {
				return true
			}
		}
		return false
	}
}

// takes reports whether a source of a COPY, which may be a pattern, takes a file:
// by itself, or with a folder above it.
func takes(source, name string) bool {
	if !strings.ContainsAny(source, `*?[\\`) {
		return name == source || len(name) > len(source) && name[len(source)] == '/' && strings.HasPrefix(name, source)
	}
	end := 0
	for range strings.Count(source, "/") + 1 {
		next := strings.IndexByte(name[end:], '/')
		if next < 0 {
			end = len(name) + 1
			break
		}
		end += next + 1
	}
	matched, err := path.Match(source, name[:end-1])
	return matched || err != nil
}
