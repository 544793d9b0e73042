package text

import (
	"bytes"
	"sort"
)

// A Position is a place in a file as people count: line and column from 1, the
// column in bytes.
type Position struct {
	Line, Column int
}

// Lines finds positions in one file. The zero value is an empty file.
type Lines struct {
	starts []int // offset of each line's first byte, after the first line
	size   int
}

// NewLines indexes the line starts of src. A line ends with "\n".
func NewLines(src []byte) Lines {
	l := Lines{size: len(src)}
	for at := 0; ; {
		n := bytes.IndexByte(src[at:], '\n')
		if n < 0 {
			return l
		}
		at += n + 1
		l.starts = append(l.starts, at)
	}
}

// Position returns the line and column of offset.
func (l Lines) Position(offset int) Position {
	line := sort.SearchInts(l.starts, offset+1)
	return Position{Line: line + 1, Column: offset - l.Start(line+1) + 1}
}

// Start returns the offset of the first byte of line, counted from 1; the size
// of the file when there is no such line.
func (l Lines) Start(line int) int {
	switch {
	case line <= 1:
		return 0
	case line-2 < len(l.starts):
		return l.starts[line-2]
	}
	return l.size
}

// Span returns the bytes of line, its line break included.
func (l Lines) Span(line int) Span { return Span{l.Start(line), l.Start(line + 1)} }

// Count returns the number of lines; a final line without bytes is not one.
func (l Lines) Count() int {
	n := len(l.starts)
	if l.Start(n+1) < l.size {
		n++
	}
	return n
}
