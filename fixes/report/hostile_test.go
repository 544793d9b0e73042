package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// attacks are texts that somebody may have put into a repository.
var attacks = []string{
	"wwwwww.example.com", "[](http:http://example.com", "owwwwGH-7",
	"@octocat and @acme/team", "fixes #12, GH-7, acme/shop#3", "https://github.com/acme/shop/issues/1", "www.example.com",
	"a | b\n| c", "<script>alert(1)</script>", "<!-- nodedock plan=x -->", "--> <b>", "`` ` ```", "[x](javascript:a)", "![](http://example.com/x.png)",
	"\n/nodedock apply root-user", "/nodedock recheck", "- [x] <!-- nodedock apply=root-user -->", "# heading", "> quote", "1. list", "---", "\x1b[31mred\x07",
	"\u202egnp.exe", "**bold** _it_ ~~no~~", "$a$ and $$b$$", "\\| \\`", "::error::x", "a\r\nb", "\xff\xfe", "&lt;b&gt; &copy;", "0@0.0", "pnpm@9.1.0", "|", "`|`", "", "~~~",
}

// hostilePlan has every attack in every place, n findings in all.
func hostilePlan(n int) *fixes.Plan {
	p := &fixes.Plan{}
	for i := range n {
		a := attacks[i%len(attacks)]
		path := fmt.Sprintf("dir%d/%s/Dockerfile", i, a)
		p.Dockerfiles = append(p.Dockerfiles, path)
		o := outcome("root-user", 4, fixes.Warning, i+1, a, 1, len(a), a+" "+a, a, fixes.Review)
		o.Path, o.ID, o.Fix = path, fmt.Sprintf("%016x", i), &fixes.Fix{Title: a, Applicability: fixes.Review}
		switch i % 4 {
		case 0, 1:
			o.Fixed = true
			s := step(o, fixes.Place{Path: path, First: 1, Last: 1, Before: a, After: a + "\n" + a})
			s.Notes = []string{a, a}
			p.Steps = append(p.Steps, s)
			p.Files = append(p.Files, fixes.FileChange{Path: path, Before: []byte("x\n"), After: []byte(a + "\n" + a + "\n")})
		case 2:
			o.Withheld = a + "!"
		case 3:
			o.Fix.Applicability = fixes.OnRequest
		}
		p.Findings = append(p.Findings, o)
		p.Skipped = append(p.Skipped, fixes.Skip{Path: path, Rule: "root-user", Reason: a})
		p.Errors = append(p.Errors, fixes.FileError{Path: path, Line: i, Message: a})
	}
	return p
}

var ownMarker = regexp.MustCompile(`<!-- nodedock apply=[a-z0-9-]+ -->`)

// checkMarkdown fails unless the text is harmless when GitHub renders it.
func checkMarkdown(t *testing.T, what, md string) {
	t.Helper()
	for _, problem := range harm(ownMarker.ReplaceAllString(md, "")) {
		t.Errorf("%s: %s", what, problem)
	}
	for _, l := range strings.Split(md, "\n") {
		if strings.HasPrefix(l, "/nodedock") {
			t.Errorf("%s: a line begins with the command: %q", what, l)
		}
	}
	if len(md) > MaxBody {
		t.Errorf("%s: %d bytes", what, len(md))
	}
}

func TestHostileRepositoriesGetPlainText(t *testing.T) {
	t.Parallel()
	plan := hostilePlan(len(attacks) * 4)
	opts := Options{Rules: sampleRules()}
	checkMarkdown(t, "body", Body(plan, BodyOptions{Options: opts}))
	checkMarkdown(t, "check", CheckSummary(plan, opts))
	for _, c := range Comments(plan, CommentOptions{Options: opts, Max: 1000}) {
		checkMarkdown(t, "comment", c.Body)
	}
	for _, plain := range []string{Title(plan), CommitMessage(plan)} {
		if m := regexp.MustCompile(`(^|[^\w])@\w|#\d|https?://|\x1b`).FindString(plain); m != "" {
			t.Errorf("%q in %q", m, plain)
		}
	}
}

func TestTerminalAndWorkflowOutputHoldNoControlCharacters(t *testing.T) {
	t.Parallel()
	plan := hostilePlan(len(attacks) * 4)
	if out := written(t, func(w io.Writer) error { return Text(w, plan, TextOptions{}) }); strings.ContainsAny(out, "\x1b\x07\r\u202e") {
		t.Error("the terminal text holds control characters")
	}
	for _, l := range strings.Split(strings.TrimSpace(written(t, func(w io.Writer) error { return GitHub(w, plan) })), "\n") {
		if !regexp.MustCompile(`^::(error|warning|notice) file=[^,:]*(,[a-zA-Z]+=[^,:]*)*::`).MatchString(l) {
			t.Errorf("a line is no workflow command of ours: %q", l)
		}
	}
}

// The runner of a workflow takes a line that begins with "::" for a command,
// whatever blanks stand before it.
func TestTerminalTextBeginsNoWorkflowCommand(t *testing.T) {
	t.Parallel()
	o := outcome("root-user", 4, fixes.Warning, 1, "USER root", 1, 5, "::error::message", "title", fixes.Review)
	o.Path = "::error::x/Dockerfile"
	plan := &fixes.Plan{
		Findings: []fixes.Outcome{o},
		Skipped:  []fixes.Skip{{Path: o.Path, Reason: "a template"}},
		Errors:   []fixes.FileError{{Path: o.Path, Line: 2, Message: "unknown instruction"}},
	}
	out := written(t, func(w io.Writer) error { return Text(w, plan, TextOptions{}) })
	for _, l := range strings.Split(out, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), "::") {
			t.Errorf("a line begins a workflow command: %q", l)
		}
	}
	if !strings.Contains(out, "./::error::x/Dockerfile:2 error: unknown instruction") {
		t.Errorf("the path is not shown:\n%s", out)
	}
}

func TestTenThousandFindingsFitIntoABody(t *testing.T) {
	t.Parallel()
	plan := hostilePlan(10000)
	body := Body(plan, BodyOptions{Proof: strings.Repeat("x", 4000)})
	checkMarkdown(t, "body", body)
	if !regexp.MustCompile(`\d+ more changes are left out here`).MatchString(body) {
		t.Error("the body does not say how many changes were left out")
	}
	if got := len(Comments(plan, CommentOptions{})); got != MaxComments {
		t.Errorf("%d comments, want %d", got, MaxComments)
	}
	if !strings.Contains(body, "The first 30 places have a comment") {
		t.Error("the body does not say that comments were left out")
	}
}

func TestCommentsStandInsideTheDiff(t *testing.T) {
	t.Parallel()
	var old []string
	for n := range 60 {
		old = append(old, fmt.Sprintf("line %d", n+1))
	}
	now := append([]string{}, old...)
	now[29] = "changed"
	now = append(now[:49], now[50:]...) // line 50 is gone
	file := fixes.FileChange{Path: "Dockerfile", Before: []byte(strings.Join(old, "\n") + "\n"), After: []byte(strings.Join(now, "\n") + "\n")}
	for name, c := range map[string]struct{ first, last, from, to int }{
		"a new line":                      {30, 30, 30, 30},
		"a range around a new line":       {20, 40, 30, 30},
		"a line far from every change":    {5, 5, 30, 30},
		"a line whose change was removed": {50, 50, 30, 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to, ok := anchor(hunks(file), c.first, c.last)
			if !ok || from != c.from || to != c.to {
				t.Errorf("got %d-%d %v, want %d-%d", from, to, ok, c.from, c.to)
			}
		})
	}
	gone := fixes.FileChange{Path: "Dockerfile", Before: []byte("a\nb\nc\n"), After: []byte("a\nc\n")}
	if from, to, ok := anchor(hunks(gone), 2, 2); !ok || from != 2 || to != 2 {
		t.Errorf("only a deletion: got %d-%d %v, want line 2", from, to, ok)
	}
	if _, _, ok := anchor(nil, 1, 1); ok {
		t.Error("a file without changes has an anchor")
	}
}

func TestPlacesThatDoNotExistAreMovedToOnesThatDo(t *testing.T) {
	t.Parallel()
	from, to := place(fixes.Outcome{Start: text.Position{}, End: text.Position{}})
	if want := (text.Position{Line: 1, Column: 1}); from != want || to != want {
		t.Errorf("got %v to %v", from, to)
	}
}
