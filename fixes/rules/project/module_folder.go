package project

import (
	"path"
	"strings"
)

// ModuleFolder returns what follows node_modules in a path, which may be in several
// texts: "node_modules/x/dist", or "node_modules", "x".
func ModuleFolder(text string, next []string) string {
	if _, inside, ok := CutLast(text, "node_modules/"); ok && inside != "" {
		return inside
	}
	if path.Base(text) != "node_modules" || len(next) == 0 {
		return ""
	}
	inside := next[0]
	if len(next) > 1 && (inside == ".bin" || strings.HasPrefix(inside, "@") && !strings.Contains(inside, "/")) {
		inside = path.Join(inside, next[1])
	}
	return inside
}

// BinaryIn returns the program in node_modules/.bin that a path leads to.
func BinaryIn(text string, next []string) string {
	program, ok := strings.CutPrefix(ModuleFolder(text, next), ".bin/")
	if !ok {
		return ""
	}
	program, _, _ = strings.Cut(program, " ")
	return program
}

// CutLast slices a text around the last separator, as strings.Cut does around the first.
func CutLast(s, sep string) (before, after string, found bool) {
	if at := strings.LastIndex(s, sep); at >= 0 {
		return s[:at], s[at+len(sep):], true
	}
	return s, "", false
}
