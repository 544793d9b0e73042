package page

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// rawHTML renders the HTML within Markdown: a few tags without attributes are
// let through, comments are left out, and everything else is shown as text.
type rawHTML struct{}

var allowed = pattern.New(`(?is)<!--.*?-->|</?(?:details|summary|b|i|em|strong|sub|sup|kbd|br|p)>|<details open>`)

// RegisterFuncs is called by goldmark.
func (rawHTML) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		_, err := w.WriteString(harmless(string(n.(*ast.RawHTML).Segments.Value(source))))
		return ast.WalkSkipChildren, err
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		text := n.Lines().Value(source)
		if block := n.(*ast.HTMLBlock); block.HasClosure() {
			text = append(text, block.ClosureLine.Value(source)...)
		}
		_, err := w.WriteString(harmless(string(text)))
		return ast.WalkContinue, err
	})
}

// harmless is HTML with nothing in it but the tags that are allowed.
func harmless(text string) string {
	var b strings.Builder
	done := 0
	for _, tag := range allowed.FindAllStringIndex(text, -1) {
		b.WriteString(asText(text[done:tag[0]]))
		if !strings.HasPrefix(text[tag[0]:], "<!--") {
			b.WriteString(text[tag[0]:tag[1]])
		}
		done = tag[1]
	}
	return b.String() + asText(text[done:])
}

// asText keeps the entities that the text has.
func asText(s string) string { return html.EscapeString(html.UnescapeString(s)) }
