package text

import (
	"slices"

	"github.com/aymanbagabas/go-udiff"
)

// DiffHiding is Diff for output that must not repeat what hidden says is in a
// line. Unchanged lines of that kind are left out, and a hunk ends before one and
// begins behind it, so that patch still applies the diff. Changed ones, and those
// that a hunk cannot do without, are shown as masked writes them.
func DiffHiding(oldName, newName string, before, after []byte, hidden func(line string) bool, masked func(line string) string) string {
	u := unified(before, after)
	u.From, u.To = prefixed("a/", oldName), prefixed("b/", newName)
	hunks := u.Hunks[:0:0]
	for _, h := range u.Hunks {
		hunks = append(hunks, without(h, hidden)...)
	}
	u.Hunks = hunks
	for _, h := range u.Hunks {
		for n := range h.Lines {
			h.Lines[n].Content = masked(h.Lines[n].Content)
		}
	}
	return u.String()
}

// without splits a hunk at the unchanged lines that are hidden. A part that would
// have no line of the old or the new file has no place to stand: the hunk stays
// whole then.
func without(h *udiff.Hunk, hidden func(line string) bool) (parts []*udiff.Hunk) {
	from, to := h.FromLine, h.ToLine
	part := &udiff.Hunk{FromLine: from, ToLine: to}
	whole := false
	end := func() {
		if slices.ContainsFunc(part.Lines, func(l udiff.Line) bool { return l.Kind != udiff.Equal }) {
			parts = append(parts, part)
			whole = whole || from == part.FromLine || to == part.ToLine
		}
	}
	for _, l := range h.Lines {
		skip := l.Kind == udiff.Equal && hidden(l.Content)
		if skip {
			end()
		} else {
			part.Lines = append(part.Lines, l)
		}
		if l.Kind != udiff.Insert {
			from++
		}
		if l.Kind != udiff.Delete {
			to++
		}
		if skip {
			part = &udiff.Hunk{FromLine: from, ToLine: to}
		}
	}
	end()
	if whole {
		return []*udiff.Hunk{h}
	}
	return parts
}
