package fixes

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// A Doc is a rule's page: the Markdown file beside the rule, taken apart. It
// feeds "explain", the pull request, the catalogue and the README's table.
type Doc struct {
	Title      string // the page's heading
	Summary    string // one sentence: what the rule finds
	Why        string // short paragraphs a busy reviewer believes
	Bad, Good  string // Dockerfile text; run as tests
	Safety     string // what the fix writes, how sure it is, when it holds back
	References []string
	Markdown   string // the whole page
}

// ParseDoc reads a rule's page: a "# " heading, the summary, and the sections
// "## Why", "## Bad", "## Good" (each with one fenced Dockerfile), "## Fix
// safety" and "## References" (a list). Every part is required.
func ParseDoc(markdown string) (Doc, error) {
	d := Doc{Markdown: markdown}
	head, sections := splitPage(markdown)
	title, summary, _ := strings.Cut(head, "\n")
	d.Title, d.Summary = strings.TrimPrefix(title, "# "), strings.TrimSpace(summary)
	d.Why, d.Safety = sections["Why"], sections["Fix safety"]
	d.Bad, d.Good = fenced(sections["Bad"]), fenced(sections["Good"])
	for _, line := range strings.Split(sections["References"], "\n") {
		if ref, ok := strings.CutPrefix(line, "- "); ok {
			d.References = append(d.References, ref)
		}
	}
	for part, text := range map[string]string{"title": d.Title, "summary": d.Summary, "Why": d.Why, "Bad": d.Bad, "Good": d.Good, "Fix safety": d.Safety, "References": strings.Join(d.References, "")} {
		if text == "" {
			return d, fmt.Errorf("the page has no %s", part)
		}
	}
	return d, nil
}

// splitPage returns the text above the first section, and each section's text.
func splitPage(markdown string) (head string, sections map[string]string) {
	sections = map[string]string{}
	parts := strings.Split("\n"+markdown, "\n## ")
	for _, part := range parts[1:] {
		name, body, _ := strings.Cut(part, "\n")
		sections[strings.TrimSpace(name)] = strings.TrimSpace(body)
	}
	return strings.TrimSpace(parts[0]), sections
}

var fence = pattern.New("(?s)```[a-zA-Z]*\n(.*?)```")

// fenced returns the content of the first code block.
func fenced(section string) string {
	if m := fence.FindStringSubmatch(section); m != nil {
		return m[1]
	}
	return ""
}
