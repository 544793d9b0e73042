// Package nesting guards parsers that recurse. A few thousand brackets in a
// file of somebody else's repository must not use up the stack of the process,
// which nothing could recover from.
package nesting

import "strings"

// Max is how deeply brackets may nest, and how many sequence dashes or mapping
// marks one line of YAML may open. No hand-written file comes near it.
const Max = 500

// TooDeep reports whether the text nests deeper than Max. It counts brackets
// without knowing about strings, so it may refuse an odd file that holds
// hundreds of unmatched brackets in text; it never passes a deep one.
func TooDeep(src string) bool {
	depth := 0
	for line := range strings.Lines(src) {
		if opens(line, "- ") || opens(line, "? ") {
			return true
		}
		for _, c := range []byte(line) {
			switch c {
			case '[', '{', '(':
				if depth++; depth > Max {
					return true
				}
			case ']', '}', ')':
				depth = max(0, depth-1)
			}
		}
	}
	return false
}

// opens reports whether the line begins with more than Max marks.
func opens(line, mark string) bool {
	line = strings.TrimLeft(line, " \t")
	n := 0
	for strings.HasPrefix(line, mark) {
		line = strings.TrimLeft(line[len(mark):], " \t")
		n++
	}
	return n > Max
}
