package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

// written returns what a writer of reports writes.
func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextShowsPlaceReasonAndWhatToRunNext(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]TextOptions{"text.txt": {}, "text_color.txt": {Color: true}, "text_applied.txt": {Applied: true}} {
		golden(t, name, written(t, func(w io.Writer) error { return Text(w, samplePlan(), opts) }))
	}
}

func TestTextOfAPlanWithoutFindingsIsOneLine(t *testing.T) {
	t.Parallel()
	for want, plan := range map[string]*fixes.Plan{
		"No Dockerfile found.\n":          {},
		"No findings in 1 Dockerfile.\n":  {Dockerfiles: []string{"Dockerfile"}},
		"No findings in 2 Dockerfiles.\n": {Dockerfiles: []string{"Dockerfile", "api/Dockerfile"}},
	} {
		if got := written(t, func(w io.Writer) error { return Text(w, plan, TextOptions{}) }); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMachineFormatsAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	golden(t, "report.json", written(t, func(w io.Writer) error { return JSON(w, samplePlan()) }))
	golden(t, "report.sarif", written(t, func(w io.Writer) error { return SARIF(w, samplePlan(), sampleRules()) }))
	golden(t, "github.txt", written(t, func(w io.Writer) error { return GitHub(w, samplePlan()) }))
}

func TestPullRequestTextsAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	plan, opts := samplePlan(), Options{Rules: sampleRules()}
	golden(t, "body.md", Body(plan, BodyOptions{Options: opts}))
	golden(t, "commit.txt", CommitMessage(plan))
	golden(t, "check.md", CheckTitle(plan)+"\n\n"+CheckSummary(plan, opts))
	var b strings.Builder
	for _, c := range Comments(plan, CommentOptions{Options: opts}) {
		fmt.Fprintf(&b, "===== %s %s %s %d-%d\n%s\n", c.ID, c.Rule, c.Path, c.StartLine, c.Line, c.Body)
	}
	golden(t, "comments.md", b.String())
}

func TestTitle(t *testing.T) {
	t.Parallel()
	one := func(title, path string) fixes.Step { return fixes.Step{Rule: "r", Title: title, Path: path} }
	for name, c := range map[string]struct {
		steps []fixes.Step
		want  string
	}{
		"names the one change":             {[]fixes.Step{one("Run as the node user", "Dockerfile")}, "Run as the node user"},
		"names the file when it is nested": {[]fixes.Step{one("Run as the node user", "api/Dockerfile")}, "Run as the node user in api/Dockerfile"},
		"counts files with one change":     {[]fixes.Step{one("Use npm ci", "a/Dockerfile"), one("Use npm ci", "b/Dockerfile")}, "Use npm ci in 2 Dockerfiles"},
		"counts what does not fit": {[]fixes.Step{one("Install with npm ci", "Dockerfile"), one("Run as the node user", "Dockerfile"), one("Add a .dockerignore that covers secrets", "Dockerfile")},
			"Install with npm ci, run as the node user and 1 more Dockerfile fix"},
		"says that a major changes": {[]fixes.Step{{Rule: "r", Title: "Move node:lts to its digest", Path: "Dockerfile", Notes: []string{"This is a major upgrade: Node 22 to 24."}}},
			"Move node:lts to its digest (major upgrade)"},
		"mentions nobody": {[]fixes.Step{one("Pin @octo fixes #12", "Dockerfile")}, "Pin @\u200bocto fixes #\u200b12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Title(&fixes.Plan{Steps: c.steps}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTickedFindsTheBoxesThatAPersonTicked(t *testing.T) {
	t.Parallel()
	body := Body(samplePlan(), BodyOptions{})
	if got := Ticked(body); len(got) != 0 {
		t.Errorf("a fresh body has ticked boxes: %v", got)
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "- [ ] ", "- [x] "), "\n", "\r\n")
	if got := Ticked(body); len(got) != 1 || got[0] != "single-stage-build" {
		t.Errorf("got %v, want the box of single-stage-build", got)
	}
}
