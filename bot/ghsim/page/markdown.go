package page

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// renderer reads Markdown as GitHub does in comments: with tables and task
// lists, a line break where there is one, and HTML let through to the policy.
var renderer = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.GFM),
		goldmark.WithRendererOptions(html.WithHardWraps(), html.WithUnsafe()),
	)
})

// policy is the HTML that may be shown; comments are not.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.AllowElements("details", "summary")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").OnElements("input")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[a-z]+$`)).OnElements("code")
	return p
})

// markdown renders text that anyone may have written.
func markdown(text string) (template.HTML, error) {
	var b bytes.Buffer
	if err := renderer().Convert([]byte(text), &b); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	return template.HTML(diffBlock.ReplaceAllStringFunc(string(policy().SanitizeBytes(b.Bytes())), coloured)), nil
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
