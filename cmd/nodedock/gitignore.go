package main

import (
	"path"
	"strings"
)

// A gitignore is the lines of one ignore file of git with the folder that they
// are about.
type gitignore struct {
	dir   []string // folders from the root, none for the root
	lines []ignoreLine
}

// An ignoreLine is one pattern, cut at its slashes.
type ignoreLine struct {
	segments []string
	negated  bool
	dirOnly  bool
}

// parseGitignore reads the ignore file of a folder, by the rules of gitignore(5).
func parseGitignore(dir string, src []byte) gitignore {
	g := gitignore{dir: segmentsOf(dir)}
	for _, text := range strings.Split(string(src), "\n") {
		if line, ok := parseIgnoreLine(strings.TrimSuffix(text, "\r")); ok {
			g.lines = append(g.lines, line)
		}
	}
	return g
}

func parseIgnoreLine(text string) (l ignoreLine, ok bool) {
	if !strings.HasSuffix(text, `\ `) {
		text = strings.TrimRight(text, " \t")
	}
	if text == "" || text[0] == '#' {
		return l, false
	}
	text, l.negated = strings.CutPrefix(text, "!")
	if strings.HasSuffix(text, "/") {
		text, l.dirOnly = strings.TrimRight(text, "/"), true
	}
	anchored := strings.Contains(text, "/")
	text = strings.ReplaceAll(strings.TrimPrefix(text, "/"), "[!", "[^")
	l.segments = segmentsOf(text)
	if !anchored {
		l.segments = append([]string{"**"}, l.segments...)
	}
	return l, len(l.segments) > 0 && text != ""
}

func segmentsOf(name string) []string {
	if name == "" || name == "." {
		return nil
	}
	return strings.Split(name, "/")
}

// ignored reports whether a path is ignored. The files apply in order, those of
// outer folders first, and the last line that matches decides. Folders above
// the path are not looked at: who walks the tree does not enter ignored ones.
func ignored(files []gitignore, name []string, isDir bool) bool {
	result := false
	for _, g := range files {
		if len(name) <= len(g.dir) {
			continue
		}
		for _, l := range g.lines {
			if result == l.negated && (isDir || !l.dirOnly) && matchSegments(l.segments, name[len(g.dir):]) {
				result = !l.negated
			}
		}
	}
	return result
}

// matchSegments matches a path against a pattern, folder by folder; "**" is any
// number of folders.
func matchSegments(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] == "**" && len(pattern) == 1:
		return len(name) > 0
	case pattern[0] == "**":
		for n := range name {
			if matchSegments(pattern[1:], name[n:]) {
				return true
			}
		}
		return false
	case len(name) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], name[0])
	return err == nil && ok && matchSegments(pattern[1:], name[1:])
}
