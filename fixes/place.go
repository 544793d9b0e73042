package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/secret"
	"github.com/nodedock/nodedock/fixes/text"
)

// placed returns the step with the lines it wrote, as they lie in the final
// text of each file.
func (r *run) placed(m *madeStep) Step {
	step := m.Step
	for _, name := range sortedKeys(m.edits) {
		for _, group := range adjacent(m.edits[name]) {
			step.Places = append(step.Places, r.place(name, m.edits[name], group))
		}
	}
	return step
}

// adjacent groups a step's edits so that edits on the same or neighbouring
// lines are one place.
func adjacent(b editBatch) [][]text.Edit {
	edits := slices.Clone(b.edits)
	slices.SortStableFunc(edits, func(x, y text.Edit) int { return x.Span.Start - y.Span.Start })
	lines := text.NewLines(b.before)
	var groups [][]text.Edit
	last := -2
	for _, e := range edits {
		line := lines.Position(e.Span.Start).Line
		if n := len(groups); n > 0 && line <= last+1 {
			groups[n-1] = append(groups[n-1], e)
		} else {
			groups = append(groups, []text.Edit{e})
		}
		last = lines.Position(e.Span.End).Line
	}
	return groups
}

// place finds one group of edits in the final text.
func (r *run) place(name string, b editBatch, group []text.Edit) Place {
	first, last := group[0], group[len(group)-1]
	from, to := replacedLines(b.before, group)
	start := text.Forward(before(b.edits, first), first.Span.Start)
	end := text.Forward(before(b.edits, last), last.Span.Start) + len(last.New)
	newFrom, newTo := lineRange(b.after, start, end)
	p := Place{Path: name, Before: masked(b.before[from:to]), After: masked(b.after[newFrom:newTo])}
	final := r.files[name]
	for _, later := range final.batches[b.index+1:] {
		start, end = text.Forward(later, start), text.Forward(later, end)
	}
	lines := text.NewLines(final.text)
	p.First = lines.Position(firstWritten(final.text, start, end)).Line
	p.Last = max(p.First, lines.Position(lastWritten(final.text, start, end)).Line)
	return p
}

// replacedLines returns the whole lines that a group of edits changes; none when
// it only puts new lines between them.
func replacedLines(src []byte, group []text.Edit) (from, to int) {
	first, last := group[0], group[len(group)-1]
	whole := true
	for _, e := range group {
		atLine := e.Span.Start == 0 || src[e.Span.Start-1] == '\n'
		whole = whole && e.Span.Len() == 0 && e.Span == first.Span && atLine && endsLine([]byte(e.New))
	}
	if whole {
		return first.Span.Start, first.Span.Start
	}
	return lineRange(src, first.Span.Start, last.Span.End)
}

// before returns the edits that stand before e.
func before(edits []text.Edit, e text.Edit) []text.Edit {
	var out []text.Edit
	for _, other := range edits {
		if other.Span.Start < e.Span.Start {
			out = append(out, other)
		}
	}
	return out
}

// lineRange widens a byte range to whole lines.
func lineRange(src []byte, start, end int) (from, to int) {
	lines := text.NewLines(src)
	from = lines.Span(lines.Position(start).Line).Start
	if end > start && end <= len(src) && src[end-1] == '\n' {
		return from, end
	}
	return from, max(from, lines.Span(lines.Position(end).Line).End)
}

// firstWritten skips line breaks at the start of what was written.
func firstWritten(src []byte, start, end int) int {
	for start < end && start < len(src) && (src[start] == '\n' || src[start] == '\r') {
		start++
	}
	return min(start, len(src))
}

// lastWritten returns the last byte of what was written that is no line break.
func lastWritten(src []byte, start, end int) int {
	end = min(end, len(src))
	for end > start && (src[end-1] == '\n' || src[end-1] == '\r') {
		end--
	}
	return max(start, end-1)
}

// masked returns lines that may be shown.
func masked(src []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(src)) {
		b.WriteString(secret.Mask(line))
	}
	return b.String()
}
