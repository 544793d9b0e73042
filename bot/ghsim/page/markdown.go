package page

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// converter reads Markdown as GitHub does in comments, as far as our texts go:
// with tables, task lists and a line break where there is one. goldmark's own
// extensions and an HTML sanitizer would do it too, but both compile so many
// patterns when the program starts that every run of it took a quarter longer.
var converter = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParserOptions(parser.WithParagraphTransformers(util.Prioritized(tables{}, 200))),
		goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(tables{}, 200), util.Prioritized(rawHTML{}, 200))),
	)
})

// markdown renders text that anyone may have written.
func markdown(text string) (template.HTML, error) {
	var b bytes.Buffer
	if err := converter().Convert([]byte(text), &b); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	out := diffBlock.ReplaceAllStringFunc(b.String(), coloured)
	return template.HTML(taskBox.ReplaceAllStringFunc(out, box)), nil
}

var taskBox = pattern.New(`<li>(\n?<p>)?\[[ xX]\] `)

// box is a list item's task box, as HTML that cannot be ticked.
func box(item string) string {
	start, state, _ := strings.Cut(item, "[")
	if state[0] == ' ' {
		return start + `<input disabled="" type="checkbox"> `
	}
	return start + `<input checked="" disabled="" type="checkbox"> `
}

var diffBlock = pattern.New(`(?s)<code class="language-diff">.*?</code>`)

// coloured marks the lines that a diff adds and removes.
func coloured(block string) string {
	open, rest, _ := strings.Cut(block, ">")
	body := strings.TrimSuffix(rest, "</code>")
	var b strings.Builder
	for line := range strings.Lines(body) {
		text := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "+"):
			text = `<span class="add">` + text + "</span>"
		case strings.HasPrefix(text, "-"):
			text = `<span class="del">` + text + "</span>"
		}
		b.WriteString(text + line[len(strings.TrimSuffix(line, "\n")):])
	}
	return open + ">" + b.String() + "</code>"
}

// tasks is markdown with task boxes that can be ticked: the script sends their
// number, from 0.
func tasks(text string) (template.HTML, error) {
	out, err := markdown(text)
	n := -1
	live := checkbox.ReplaceAllStringFunc(string(out), func(box string) string {
		n++
		return fmt.Sprintf(`<input data-task="%d"%s`, n, strings.ReplaceAll(strings.TrimPrefix(box, "<input"), ` disabled=""`, ""))
	})
	return template.HTML(live), err
}

var (
	checkbox = pattern.New(`<input[^>]*type="checkbox"`)
	taskItem = pattern.New(`(?m)^(\s*(?:[-*+]|\d+[.)])\s+\[)([ xX])(\])`)
)

// tick returns a body with its n-th task box turned over.
func tick(body string, n int) (string, error) {
	places := taskItem.FindAllStringSubmatchIndex(body, -1)
	if n < 0 || n >= len(places) {
		return "", fmt.Errorf("the text has no task %d", n)
	}
	at, mark := places[n][4], "x"
	if body[at] != ' ' {
		mark = " "
	}
	return body[:at] + mark + body[at+1:], nil
}
