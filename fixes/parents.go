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
// that it names; "**" stands for any number of folders. Where a name does not fit,
// only the last "**" takes one folder more, so that the time is bounded by the
// product of the lengths.
func reaches(pattern, name []string) bool {
	at, last, taken := 0, -1, 0
	for n := 0; at < len(pattern); {
		switch {
		case pattern[at] == "**":
			last, taken = at, n
			at++
		case n < len(name) && (pattern[at] == name[n] || globMatches(pattern[at], name[n])):
			at++
			n++
		case last >= 0 && taken < len(name):
			taken++
			at, n = last+1, taken
		default:
			return false
		}
	}
	return true
}
