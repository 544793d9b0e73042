// Package text holds byte spans and the one function that changes bytes.
//
// Every fix that nodedock writes is a list of edits over byte spans of one
// file. Apply is the only code that turns edits into new bytes, so a byte that
// no edit names is the same before and after. The package knows nothing about
// Dockerfiles.
package text

import (
	"cmp"
	"fmt"
	"slices"
)

// A Span is the half-open byte range [Start, End) of a file.
type Span struct {
	Start, End int
}

// Len returns the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether other lies wholly within s.
func (s Span) Contains(other Span) bool { return s.Start <= other.Start && other.End <= s.End }

// Overlaps reports whether s and other share a byte.
func (s Span) Overlaps(other Span) bool { return s.Start < other.End && other.Start < s.End }

// An Edit replaces the bytes of Span by New. An empty span inserts; an empty
// New deletes.
type Edit struct {
	Span Span
	New  string
}

// Insert returns the edit that puts s before the byte at offset.
func Insert(offset int, s string) Edit { return Edit{Span{offset, offset}, s} }

// Replace returns the edit that puts s in place of the bytes of span.
func Replace(span Span, s string) Edit { return Edit{span, s} }

// Delete returns the edit that removes the bytes of span.
func Delete(span Span) Edit { return Edit{Span: span} }

// Apply returns src with the edits made. Edits may come in any order; those
// that insert at the same offset keep the order given. It returns an error,
// and no bytes, when a span lies outside src or two edits overlap.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted, err := ordered(len(src), edits)
	if err != nil {
		return nil, err
	}
	size := len(src)
	for _, e := range sorted {
		size += len(e.New) - e.Span.Len()
	}
	out := make([]byte, 0, size)
	at := 0
	for _, e := range sorted {
		out = append(out, src[at:e.Span.Start]...)
		out = append(out, e.New...)
		at = e.Span.End
	}
	return append(out, src[at:]...), nil
}

// ordered returns the edits by position, checked against a file of size bytes.
func ordered(size int, edits []Edit) ([]Edit, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	at := 0
	for _, e := range sorted {
		switch s := e.Span; {
		case s.Start < 0 || s.End < s.Start || s.End > size:
			return nil, fmt.Errorf("edit of bytes %d to %d: outside the file's %d bytes", s.Start, s.End, size)
		case s.Start < at:
			return nil, fmt.Errorf("edit of bytes %d to %d: overlaps an edit that ends at %d", s.Start, s.End, at)
		default:
			at = s.End
		}
	}
	return sorted, nil
}
