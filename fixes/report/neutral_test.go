package report

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM))

// shown is what a reader sees of Markdown outside code, and its code spans.
type shown struct {
	prose    string
	codes    []string
	problems []string
}

// render walks what a GFM renderer makes of Markdown.
func render(md string) shown {
	src := []byte(md)
	var s shown
	var prose strings.Builder
	_ = ast.Walk(gfm.Parser().Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock {
				prose.WriteString("\n")
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML, *ast.HTMLBlock:
			s.problems = append(s.problems, "raw HTML")
		case *ast.AutoLink:
			s.problems = append(s.problems, "a link made of text: "+string(n.URL(src)))
		case *ast.Image:
			s.problems = append(s.problems, "an image")
		case *ast.Link:
			if !strings.HasPrefix(string(n.Destination), Home) {
				s.problems = append(s.problems, "a link to "+string(n.Destination))
			}
		case *ast.CodeSpan:
			s.codes = append(s.codes, codeText(n, src))
			return ast.WalkSkipChildren, nil
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			prose.Write(n.Value(src))
			if n.SoftLineBreak() || n.HardLineBreak() {
				prose.WriteString("\n")
			}
		case *ast.String:
			prose.Write(n.Value)
		case *east.TableRow:
			if n.ChildCount() != n.Parent().FirstChild().ChildCount() {
				s.problems = append(s.problems, "a table row with other cells than its head")
			}
		}
		return ast.WalkContinue, nil
	})
	s.prose = prose.String()
	return s
}

// codeText returns what a code span shows.
func codeText(n ast.Node, src []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Value(src))
		}
	}
	return b.String()
}

var dangers = regexp.MustCompile(`(^|[^A-Za-z0-9_])@[A-Za-z0-9]|(^|\W)(#|GH-)[0-9]|(?:https?|ftp)://|www\.|\x1b`)

// harm lists what GitHub would make of the text that nobody meant.
func harm(md string) []string {
	s := render(md)
	if m := dangers.FindString(unescape(s.prose)); m != "" {
		s.problems = append(s.problems, fmt.Sprintf("%q in the text", m))
	}
	return s.problems
}

// unescape removes the escapes that the parser leaves to the renderer.
func unescape(s string) string {
	return html.UnescapeString(regexp.MustCompile(`\\([[:punct:]])`).ReplaceAllString(s, "$1"))
}

func TestNeutralTextShowsJustItself(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain words":       "plain words",
		"@octocat":          "@\u200boctocat",
		"node@sha256:ab":    "node@sha256:ab",
		"pnpm@9.1.0":        "pnpm@\u200b9.1.0",
		"a@b.test":          "a@\u200bb.test",
		"#12":               `\#` + "\u200b12",
		"a|b":               "a&#124;b",
		"<b>":               "&lt;b&gt;",
		"a\n\nb":            "a b",
		"/nodedock apply":   `\/nodedock apply`,
		"1. one":            `1\. one`,
		"https://x.test":    "https:\u200b//x.test",
		"NODE_ENV and *.js": `NODE\_ENV and \*.js`,
	} {
		if got := Neutral(in); got != want {
			t.Errorf("Neutral(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCodeHoldsEveryText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a": "`a`", "`": "`` ` ``", "a``b": "```a``b```", "": "` `", "a\nb": "`a b`",
	} {
		if got := Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzNeutralTextIsHarmlessWhereverItStands(f *testing.F) {
	for _, a := range attacks {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, c := Neutral(s), Code(s)
		for _, md := range []string{n, "- " + n, "a " + n + " b " + n, "| a | b |\n| - | - |\n| " + n + " | " + codeCell(s) + " |\n", Fence("diff", s) + "\n"} {
			if problems := harm(md); problems != nil {
				t.Fatalf("%q: %v", md, problems)
			}
		}
		want := oneLine(s)
		if want == "" {
			want = " "
		}
		if codes := render("x " + c + " y").codes; len(codes) != 1 || codes[0] != want {
			t.Fatalf("%q shows %q, want %q", c, codes, want)
		}
		if strings.ContainsAny(n+c, "\n\r") || strings.HasPrefix(n, "/nodedock") {
			t.Fatalf("%q %q", n, c)
		}
	})
}

func FuzzBodyIsHarmless(f *testing.F) {
	for _, a := range attacks {
		f.Add(a, a)
	}
	f.Fuzz(func(t *testing.T, path, message string) {
		plan := samplePlan()
		for n := range plan.Findings {
			plan.Findings[n].Path, plan.Findings[n].Message = path, message
		}
		for n := range plan.Steps {
			plan.Steps[n].Path, plan.Steps[n].Title, plan.Steps[n].Notes = path, message, []string{message}
		}
		checkMarkdown(t, "body", Body(plan, BodyOptions{}))
		checkMarkdown(t, "check", CheckSummary(plan, Options{}))
	})
}
