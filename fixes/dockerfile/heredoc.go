package dockerfile

import (
	"bytes"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/nodedock/nodedock/fixes/text"
)

// readHeredocs places the bodies of the instruction's heredocs, which begin at
// line and follow each other. What cannot be placed has empty spans.
func (i *Instruction) readHeredocs(node *parser.Node, line int) {
	for _, doc := range node.Heredocs {
		h := Heredoc{Name: doc.Name, Content: doc.Content, Expand: doc.Expand, chomp: doc.Chomp}
		if end := i.file.terminator(doc, line, i.EndLine); end > 0 {
			body := text.Span{Start: i.file.Lines.Start(line), End: i.file.Lines.Start(end)}
			if string(i.file.Src[body.Start:body.End]) == doc.Content {
				h.Body, h.Terminator = body, i.file.whole(end, end)
			}
			line = end + 1
		}
		i.Heredocs = append(i.Heredocs, h)
	}
	if i.Trigger != nil {
		i.Trigger.Heredocs = i.Heredocs
	}
}

// terminator returns the line from first to last that ends the heredoc, 0 when
// there is none.
func (f *File) terminator(doc parser.Heredoc, first, last int) int {
	for line := first; line <= last; line++ {
		raw := f.line(line)
		if doc.Chomp {
			raw = bytes.TrimLeft(raw, "\t")
		}
		if string(raw) == doc.Name {
			return line
		}
	}
	return 0
}
