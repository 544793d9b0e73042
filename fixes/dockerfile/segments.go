package dockerfile

import (
	"bytes"
	"sort"
	"strings"
	"unicode"

	"github.com/nodedock/nodedock/fixes/text"
)

// segments maps the joined text of an instruction to bytes of the file.
type segments struct {
	list []segment
	ok   bool // the joined text was rebuilt byte for byte
}

// A segment is a piece of joined text that stands in one line of the file.
type segment struct {
	logical, physical, length int
}

// Locate returns where the bytes [start, end) of Text stand in the file. It is
// false when they stand on several lines, or when nothing is certain.
func (i *Instruction) Locate(start, end int) (text.Span, bool) {
	span, contiguous := i.cover(start, end)
	return span, contiguous && !i.readOnly
}

// cover returns the bytes of the file from the first to the last of the bytes
// [start, end) of Text, and whether nothing else stands between them.
func (i *Instruction) cover(start, end int) (text.Span, bool) {
	if start < 0 || end < start || end > len(i.Text) {
		return text.Span{}, false
	}
	return i.segs.span(start+i.base, end+i.base)
}

func (s segments) span(start, end int) (text.Span, bool) {
	if !s.ok || len(s.list) == 0 {
		return text.Span{}, false
	}
	if start == end { // right behind the byte before
		if start == 0 {
			at := s.list[0].physical
			return text.Span{Start: at, End: at}, true
		}
		at := s.list[s.find(start-1)].at(start-1) + 1
		return text.Span{Start: at, End: at}, true
	}
	first, last := s.find(start), s.find(end-1)
	return text.Span{Start: s.list[first].at(start), End: s.list[last].at(end-1) + 1}, first == last
}

// find returns the segment that holds the byte at offset of the joined text.
func (s segments) find(offset int) int {
	return sort.Search(len(s.list), func(n int) bool { return s.list[n].logical > offset }) - 1
}

func (s segment) at(offset int) int { return s.physical + offset - s.logical }

// join rebuilds want, the joined text of i, from the lines of i. It returns the
// line behind the text, where heredocs begin, and keeps the comments between.
func (f *File) join(i *Instruction, want string) (next int) {
	s := segments{ok: true}
	at, line := 0, i.StartLine
	for more := true; more && line <= i.EndLine; line++ {
		span := f.content(line)
		raw := f.Src[span.Start:span.End]
		if line == i.StartLine {
			trimmed := bytes.TrimLeftFunc(raw, unicode.IsSpace)
			span.Start += len(raw) - len(trimmed)
			raw = trimmed
		} else if isComment(raw) {
			f.comment(line, i)
			continue
		} else if isBlank(raw) {
			continue
		}
		var kept int
		kept, more = continuation(raw, f.Style.Escape)
		if !more || !isBlank(raw[:kept]) {
			i.open = nil
		}
		if more {
			i.open = append(i.open, span.Start+kept)
		}
		if !strings.HasPrefix(want[at:], string(raw[:kept])) {
			return i.EndLine + 1
		}
		if kept > 0 {
			s.list = append(s.list, segment{at, span.Start, kept})
		}
		at += kept
	}
	s.ok = at == len(want)
	i.segs = s
	return line
}

// content returns the bytes of a line without byte order mark and line break.
func (f *File) content(line int) text.Span {
	span := f.Lines.Span(line)
	if line == 1 && f.Style.BOM {
		span.Start += len(bom)
	}
	span.End = span.Start + len(bytes.TrimRight(f.Src[span.Start:span.End], "\r\n"))
	return span
}

// continuation returns how many bytes of a line belong to the joined text, and
// whether the next line belongs to it too: the line ends with a single escape
// character, blanks aside.
func continuation(line []byte, escape byte) (kept int, more bool) {
	end := len(bytes.TrimRight(line, " \t"))
	if end == 0 || line[end-1] != escape || (end > 1 && line[end-2] == escape) {
		return len(line), false
	}
	return end - 1, true
}

func isComment(line []byte) bool {
	line = bytes.TrimLeftFunc(line, unicode.IsSpace)
	return len(line) > 0 && line[0] == '#'
}

func isBlank(line []byte) bool { return len(bytes.TrimLeftFunc(line, unicode.IsSpace)) == 0 }
