package fixes

import (
	"path"
	"strings"
)

// keptInsides is insides for COPY --parents: a source lands below the
// destination with its folders, those in front of a "/./" left out.
func (c *Copy) keptInsides(abs string) []string {
	rel, ok := below(c.Dest, abs)
	if !ok {
		return nil
	}
	var out []string
	for _, src := range c.Sources {
		front, kept, pivot := strings.Cut(src, "/./")
		if !pivot {
			front, kept = "", src
		}
		kept = strings.TrimPrefix(path.Clean("/"+kept), "/")
		if kept == "" || reaches(strings.Split(kept, "/"), strings.Split(rel, "/")) {
			out = append(out, path.Join("/", front, rel))
		}
	}
	return out
}

// reaches reports whether a path is what a pattern names, or lies in a folder
// that it names; "**" stands for any number of folders.
func reaches(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return true
	case pattern[0] == "**":
		return reaches(pattern[1:], name) || len(name) > 0 && reaches(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	return (pattern[0] == name[0] || globMatches(pattern[0], name[0])) && reaches(pattern[1:], name[1:])
}
