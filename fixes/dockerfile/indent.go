package dockerfile

import (
	"slices"
	"strings"
)

// indent returns the white space in front of an instruction.
func (f *File) indent(i *Instruction) string {
	line := string(f.Src[f.whole(i.StartLine, i.StartLine).Start:i.Span.End])
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// indentAfter returns the indent of a line behind an instruction: its own, and
// behind a FROM that of the stage's first instruction, which may stand further in.
func (f *File) indentAfter(i *Instruction) string {
	if !i.Is("FROM") || i.Stage == nil {
		return f.indent(i)
	}
	n := slices.Index(i.Stage.Instructions, i)
	if n+1 < len(i.Stage.Instructions) {
		i = i.Stage.Instructions[n+1]
	}
	return f.indent(i)
}

// indented returns lines with white space in front of those that have none.
func indented(by string, lines []string) []string {
	if by == "" {
		return lines
	}
	out := make([]string, len(lines))
	for n, line := range lines {
		if out[n] = line; line != "" && !strings.ContainsAny(line[:1], " \t") {
			out[n] = by + line
		}
	}
	return out
}
