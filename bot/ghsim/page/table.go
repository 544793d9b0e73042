package page

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// tables reads and renders the tables of GitHub's Markdown, without alignment:
// https://github.github.com/gfm/#tables-extension-
type tables struct{}

var (
	kindTable = ast.NewNodeKind("Table")
	kindRow   = ast.NewNodeKind("TableRow")
	kindCell  = ast.NewNodeKind("TableCell")
)

// tableNode is a table, a row or a cell.
type tableNode struct {
	ast.BaseBlock
	kind ast.NodeKind
	tag  string
}

// Kind implements ast.Node.
func (n *tableNode) Kind() ast.NodeKind { return n.kind }

// Dump implements ast.Node.
func (n *tableNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

var delimiterRow = pattern.New(`^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)

// Transform makes a table of a paragraph whose second line divides the head
// from the body and has as many cells as the head.
func (tables) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	source, lines := reader.Source(), p.Lines()
	if lines.Len() < 2 {
		return
	}
	first, second := lines.At(0), lines.At(1)
	head, divider := cells(first, source), cells(second, source)
	if !bytes.ContainsRune(first.Value(source), '|') || !delimiterRow.Match(second.Value(source)) || len(head) != len(divider) {
		return
	}
	table := &tableNode{kind: kindTable, tag: "table"}
	table.SetBlankPreviousLines(p.HasBlankPreviousLines())
	table.AppendChild(table, tableRow("th", head, len(head)))
	for i := 2; i < lines.Len(); i++ {
		table.AppendChild(table, tableRow("td", cells(lines.At(i), source), len(head)))
	}
	p.Parent().ReplaceChild(p.Parent(), p, table)
}

// tableRow is a line of a table with a given number of cells.
func tableRow(tag string, texts []text.Segment, width int) *tableNode {
	r := &tableNode{kind: kindRow, tag: "tr"}
	for i := range width {
		cell := &tableNode{kind: kindCell, tag: tag}
		if i < len(texts) {
			cell.Lines().Append(texts[i])
		}
		r.AppendChild(r, cell)
	}
	return r
}

// cells splits a line at the bars that no backslash escapes.
func cells(line text.Segment, source []byte) []text.Segment {
	line = trimmed(line, source)
	if bytes.HasPrefix(line.Value(source), []byte("|")) {
		line = line.WithStart(line.Start + 1)
	}
	var out []text.Segment
	start := line.Start
	for i := line.Start; i < line.Stop; i++ {
		switch source[i] {
		case '\\':
			i++
		case '|':
			out = append(out, trimmed(text.NewSegment(start, i), source))
			start = i + 1
		}
	}
	if start < line.Stop {
		out = append(out, trimmed(text.NewSegment(start, line.Stop), source))
	}
	return out
}

func trimmed(s text.Segment, source []byte) text.Segment {
	s = s.TrimLeftSpace(source)
	return s.TrimRightSpace(source)
}

// RegisterFuncs is called by goldmark.
func (tables) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	for _, kind := range []ast.NodeKind{kindTable, kindRow, kindCell} {
		r.Register(kind, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			tag := "<" + n.(*tableNode).tag + ">"
			if !entering {
				tag = "</" + n.(*tableNode).tag + ">\n"
			}
			_, err := w.WriteString(tag)
			return ast.WalkContinue, err
		})
	}
	r.Register(ast.KindCodeSpan, codeSpan)
}

// codeSpan renders code, in which a cell of a table still has its bars escaped.
func codeSpan(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	var code []byte
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		code = append(code, child.(*ast.Text).Segment.Value(source)...)
	}
	code = bytes.ReplaceAll(code, []byte("\n"), []byte(" "))
	if n.Parent().Kind() == kindCell {
		code = bytes.ReplaceAll(code, []byte(`\|`), []byte("|"))
	}
	_, err := w.Write(slices.Concat([]byte("<code>"), util.EscapeHTML(code), []byte("</code>")))
	return ast.WalkSkipChildren, err
}
