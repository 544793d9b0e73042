package dockerfile

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// InsertAfter returns the edit that puts lines behind an instruction, in the
// file's style: its line break, and its escape character in place of "\" at
// the end of a line within one of lines. A file without final newline stays so.
func (f *File) InsertAfter(i *Instruction, lines ...string) text.Edit {
	if len(i.open) > 0 {
		return f.closeAndAppend(i, lines)
	}
	return f.insert(i.Span.End, indented(f.indentAfter(i), lines))
}

// InsertBefore returns the edit that puts lines before an instruction and the
// comments that stand directly above it.
func (f *File) InsertBefore(i *Instruction, lines ...string) text.Edit {
	if len(i.Above) > 0 {
		return f.insert(i.Above[0].Span.Start, indented(f.indent(i), lines))
	}
	return f.InsertLineBefore(i, lines...)
}

// InsertLineBefore returns the edit that puts lines directly above an
// instruction, below its comments.
func (f *File) InsertLineBefore(i *Instruction, lines ...string) text.Edit {
	return f.insert(f.whole(i.StartLine, i.StartLine).Start, indented(f.indent(i), lines))
}

// AppendLines returns the edit that puts lines at the end of the file.
func (f *File) AppendLines(lines ...string) text.Edit {
	if last := f.Instructions[len(f.Instructions)-1]; len(last.open) > 0 {
		return f.closeAndAppend(last, lines)
	}
	return f.insert(len(f.Src), lines)
}

// ReplaceBody returns the edit that puts s in place of all that follows the
// keyword and the flags of an instruction. It is false when there is nothing,
// when comments stand within it, and for heredocs and triggers.
func (f *File) ReplaceBody(i *Instruction, s string) (text.Edit, bool) {
	if i.readOnly || !i.segs.ok || i.args.Len() == 0 || len(i.Heredocs) > 0 || i.Trigger != nil {
		return text.Edit{}, false
	}
	span, _ := i.cover(i.args.Start, i.args.End)
	for _, c := range f.Comments {
		if c.Inside == i && span.Overlaps(c.Span) {
			return text.Edit{}, false
		}
	}
	return text.Replace(span, f.block([]string{s})), true
}

// insert puts lines at an offset where a line begins, or at the end of the file.
func (f *File) insert(offset int, lines []string) text.Edit {
	if offset == len(f.Src) && !f.Style.FinalNewline {
		return text.Insert(offset, f.Style.EOL+f.block(lines))
	}
	return text.Insert(offset, f.block(lines)+f.Style.EOL)
}

// closeAndAppend puts lines at the end of a file whose last instruction ends
// with an escape character: it would take the new lines for its own, so the
// character goes, and those on blank lines behind it. Comments stay.
func (f *File) closeAndAppend(i *Instruction, lines []string) text.Edit {
	var kept string
	for n, at := range i.open {
		end := len(f.Src)
		if n+1 < len(i.open) {
			end = i.open[n+1]
		}
		kept += string(f.Src[at+1 : end])
	}
	if f.Style.FinalNewline {
		kept += f.block(lines) + f.Style.EOL
	} else {
		kept += f.Style.EOL + f.block(lines)
	}
	return text.Replace(text.Span{Start: i.open[0], End: len(f.Src)}, kept)
}

// block joins lines in the file's style, without a line break at the end.
func (f *File) block(lines []string) string {
	all := strings.ReplaceAll(strings.Join(lines, "\n"), "\r\n", "\n")
	if f.Style.Escape != '\\' {
		all = strings.ReplaceAll(all, "\\\n", string(rune(f.Style.Escape))+"\n")
	}
	return strings.ReplaceAll(all, "\n", f.Style.EOL)
}
