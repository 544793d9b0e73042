package text

// Forward returns where offset of the old text lies after edits: an offset
// inside a replaced span goes to the start of what replaced it, and text
// inserted exactly at offset comes before it.
func Forward(edits []Edit, offset int) int {
	shift := 0
	for _, e := range edits {
		switch {
		case e.Span.End <= offset:
			shift += len(e.New) - e.Span.Len()
		case e.Span.Start < offset: // inside what was replaced
			shift += e.Span.Start - offset
		}
	}
	return offset + shift
}

// Backward returns where offset of the new text lay before edits: an offset
// inside new text goes to the start of what it replaced.
func Backward(edits []Edit, offset int) int {
	shift := 0 // new minus old, left of the edit looked at
	sorted, err := ordered(int(^uint(0)>>1), edits)
	if err != nil {
		return offset
	}
	for _, e := range sorted {
		start := e.Span.Start + shift
		end := start + len(e.New)
		if offset < start {
			break
		}
		if offset < end {
			return e.Span.Start
		}
		shift += len(e.New) - e.Span.Len()
	}
	return offset - shift
}
