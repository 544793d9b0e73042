package text

import "github.com/aymanbagabas/go-udiff"

// DiffHiding is Diff for output that must not repeat what hidden says is in a
// line. Context that holds such a line ends before it, so that the diff still
// applies; the lines between and in the changes are shown as masked writes them.
func DiffHiding(oldName, newName string, before, after []byte, hidden func(line string) bool, masked func(line string) string) string {
	u := unified(before, after)
	u.From, u.To = prefixed("a/", oldName), prefixed("b/", newName)
	for _, h := range u.Hunks {
		shorten(h, hidden)
		for n := range h.Lines {
			h.Lines[n].Content = masked(h.Lines[n].Content)
		}
	}
	return u.String()
}

// shorten removes the context before and behind the changes of a hunk from the
// first line that is hidden, looking from the change.
func shorten(h *udiff.Hunk, hidden func(line string) bool) {
	first, last := 0, len(h.Lines)
	for n := 0; n < last && h.Lines[n].Kind == udiff.Equal; n++ {
		if hidden(h.Lines[n].Content) {
			first = n + 1
		}
	}
	for n := last - 1; n > first && h.Lines[n].Kind == udiff.Equal; n-- {
		if hidden(h.Lines[n].Content) {
			last = n
		}
	}
	h.Lines = h.Lines[first:last]
	h.FromLine += first
	h.ToLine += first
}
