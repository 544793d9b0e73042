package dockerfile

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/nodedock/nodedock/fixes/text"
)

// partition takes the file apart, line by line, around the nodes that BuildKit
// found, and calls each with every instruction as it comes.
func (f *File) partition(nodes []*parser.Node, each func(*Instruction, *parser.Node) error) error {
	if f.Style.BOM {
		f.Parts = append(f.Parts, Part{Kind: BOMPart, Span: text.Span{End: len(bom)}})
	}
	var directives parser.DirectiveParser
	var above []Comment
	for line, count := 1, f.Lines.Count(); line <= count; line++ {
		if len(nodes) > 0 && nodes[0].StartLine <= line {
			_, _ = directives.ParseLine(nil) // directives end at the first instruction
			i := &Instruction{file: f, Index: len(f.Instructions), Above: above, StartLine: line, EndLine: nodes[0].EndLine}
			f.add(InstructionPart, line, i.EndLine, i)
			if err := each(i, nodes[0]); err != nil {
				return err
			}
			f.Instructions = append(f.Instructions, i)
			nodes, line, above = nodes[1:], i.EndLine, nil
			continue
		}
		raw := f.line(line)
		directive, _ := directives.ParseLine(bytes.TrimLeftFunc(raw, unicode.IsSpace))
		switch {
		case directive != nil:
			f.add(DirectivePart, line, line, nil)
			f.Directives = append(f.Directives, Directive{directive.Name, directive.Value, f.whole(line, line)})
		case isComment(raw):
			f.add(CommentPart, line, line, nil)
			above = append(above, f.comment(line, nil))
		default:
			f.add(BlankPart, line, line, nil)
			above = nil
		}
	}
	return nil
}

func (f *File) add(kind PartKind, first, last int, i *Instruction) {
	f.Parts = append(f.Parts, Part{kind, f.whole(first, last), i})
}

// line returns the bytes of a line without byte order mark and line break.
func (f *File) line(n int) []byte {
	span := f.content(n)
	return f.Src[span.Start:span.End]
}

// whole returns the bytes of lines with their line breaks, without the byte
// order mark.
func (f *File) whole(first, last int) text.Span {
	span := text.Span{Start: f.Lines.Start(first), End: f.Lines.Start(last + 1)}
	if first == 1 && f.Style.BOM {
		span.Start += len(bom)
	}
	return span
}

// comment adds the comment on a line to the file's.
func (f *File) comment(line int, inside *Instruction) Comment {
	trimmed := strings.TrimSpace(string(f.line(line)))
	c := Comment{strings.TrimSpace(strings.TrimPrefix(trimmed, "#")), f.whole(line, line), inside}
	f.Comments = append(f.Comments, c)
	return c
}
