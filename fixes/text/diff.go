package text

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// contextLines is the number of unchanged lines around a change, as git shows them.
const contextLines = 3

// devNull is the name of the side that does not exist.
const devNull = "/dev/null"

// Diff returns a unified diff in git's style, "" when nothing changed. The
// names are paths in the repository and get git's prefixes "a/" and "b/"; an
// empty name, or "/dev/null", is the missing side of a created or deleted file.
func Diff(oldName, newName string, before, after []byte) string {
	u := unified(before, after)
	u.From, u.To = prefixed("a/", oldName), prefixed("b/", newName)
	return u.String()
}

// prefixed returns the name of one side of a diff, quoted as git quotes names
// that would end, or forge, a line of it.
func prefixed(prefix, name string) string {
	if name == "" || name == devNull {
		return devNull
	}
	name = prefix + name
	if !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '"' || r == '\\' }) {
		return name
	}
	var b strings.Builder
	for n := range len(name) {
		switch c := name[n]; {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return `"` + b.String() + `"`
}

// A Hunk is a run of changed lines with the unchanged lines around it: what a
// review shows of a file. Only lines within a hunk take review comments.
type Hunk struct {
	Old, New LineRange
}

// A LineRange is Count lines from line First, counted from 1. When Count is 0,
// First is the line before the place.
type LineRange struct {
	First, Count int
}

// Contains reports whether the line is one of the range.
func (r LineRange) Contains(line int) bool { return r.First <= line && line < r.First+r.Count }

// Hunks returns the hunks of a diff with three lines of context, in order.
func Hunks(before, after []byte) []Hunk {
	var hunks []Hunk
	for _, h := range unified(before, after).Hunks {
		old, now := sizes(h)
		hunks = append(hunks, Hunk{Old: lineRange(h.FromLine, old), New: lineRange(h.ToLine, now)})
	}
	return hunks
}

// lineRange is the range of count lines from first.
func lineRange(first, count int) LineRange {
	if count == 0 {
		first--
	}
	return LineRange{first, count}
}

// unified compares the two sides line by line.
func unified(before, after []byte) udiff.UnifiedDiff {
	old := string(before)
	u, err := udiff.ToUnifiedDiff("", "", old, udiff.Lines(old, string(after)), contextLines)
	if err != nil { // edits made by Lines always apply to what they were made of
		panic("compare two texts: " + err.Error())
	}
	shift := 0 // the library miscounts the new side behind a hunk of several edits
	for _, h := range u.Hunks {
		h.ToLine = h.FromLine + shift
		old, now := sizes(h)
		shift += now - old
	}
	return u
}

// sizes counts the lines of a hunk on both sides.
func sizes(h *udiff.Hunk) (old, now int) {
	for _, line := range h.Lines {
		if line.Kind != udiff.Insert {
			old++
		}
		if line.Kind != udiff.Delete {
			now++
		}
	}
	return old, now
}
