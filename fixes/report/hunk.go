package report

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// A change is a run of lines that differ. Lines count from 1; the old lines are
// [oldFirst, oldLast] and the new ones [newFirst, newLast]. A run without lines
// has its last before its first.
type change struct {
	oldFirst, oldLast int
	newFirst, newLast int
	deleted, inserted string
}

// changes returns the line changes of a file, in order.
func changes(f fixes.FileChange) []change {
	before, after := string(f.Before), string(f.After)
	edits := udiff.Lines(before, after)
	udiff.SortEdits(edits)
	var list []change
	shift := 0
	for _, e := range edits {
		old := before[e.Start:e.End]
		first := strings.Count(before[:e.Start], "\n") + 1
		c := change{
			oldFirst: first, oldLast: first + lineCount(old) - 1,
			newFirst: first + shift, newLast: first + shift + lineCount(e.New) - 1,
			deleted: old, inserted: e.New,
		}
		shift += lineCount(e.New) - lineCount(old)
		list = append(list, c)
	}
	return list
}

// lineCount returns how many lines s has; a last one may lack its line break.
func lineCount(s string) int {
	n := strings.Count(s, "\n")
	if s != "" && !strings.HasSuffix(s, "\n") {
		n++
	}
	return n
}

// A hunk is a range of lines of the new text that a diff shows, with the lines
// in it that are new.
type hunk struct {
	first, last int
	added       [][2]int
}

// hunks returns the parts of the new text that GitHub's diff shows.
func hunks(f fixes.FileChange) []hunk {
	made := changes(f)
	var list []hunk
	for _, shown := range text.Hunks(f.Before, f.After) {
		h := hunk{first: shown.New.First, last: shown.New.First + shown.New.Count - 1}
		for _, c := range made {
			if c.newFirst <= c.newLast && shown.New.Contains(c.newFirst) {
				h.added = append(h.added, [2]int{c.newFirst, c.newLast})
			}
		}
		list = append(list, h)
	}
	return list
}

// anchor returns the lines of the new text, within one hunk, at which a remark
// about lines [first, last] can stand: the new lines among them, else the
// nearest new line, else the nearest line that the diff shows. ok is false when
// the diff shows nothing.
func anchor(list []hunk, first, last int) (from, to int, ok bool) {
	best := -1
	for _, h := range list {
		for _, a := range h.added {
			lo, hi := max(first, a[0]), min(last, a[1])
			if lo <= hi {
				return lo, hi, true
			}
			best = closer(best, max(a[0], min(first, a[1])), first)
		}
	}
	if best > 0 {
		return best, best, true
	}
	for _, h := range list {
		if h.first <= h.last {
			best = closer(best, max(h.first, min(first, h.last)), first)
		}
	}
	return best, best, best > 0
}

// closer returns which of two lines is nearer to the wanted one; a line below 1
// is none.
func closer(a, b, wanted int) int {
	if a < 1 || abs(b-wanted) < abs(a-wanted) {
		return b
	}
	return a
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
