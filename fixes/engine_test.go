package fixes

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes/text"
)

const app = "FROM node:22\nWORKDIR /app\nCOPY . .\nUSER root\nCMD [\"node\", \"server.js\"]\n"

// repo returns a snapshot of files: name, content, name, content, …
func repo(files ...string) Snapshot {
	m := fstest.MapFS{}
	for n := 0; n < len(files); n += 2 {
		m[files[n]] = &fstest.MapFile{Data: []byte(files[n+1]), Mode: 0o644}
	}
	return Snapshot{Repo: "acme/shop", SHA: "1", FS: m}
}

// swap is a rule that replaces a word by another.
func swap(id, old, new string) *Rule {
	return &Rule{ID: id, Practice: 1, Severity: Warning, Offers: Review, Check: func(p *Pass) error {
		if n := strings.Index(string(p.File.Src), old); n >= 0 {
			span := text.Span{Start: n, End: n + len(old)}
			p.Report(Finding{Span: span, Message: old + " is here.", Fix: &Fix{
				Title: "Write " + new, Applicability: Review, Changes: []Change{p.Edit(text.Replace(span, new))},
			}})
		}
		return nil
	}}
}

func plan(t *testing.T, snap Snapshot, policy Policy, rules ...*Rule) *Plan {
	t.Helper()
	p, err := (&Engine{Rules: rules}).Plan(context.Background(), snap, policy)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func after(p *Plan, name string) string {
	for _, f := range p.Files {
		if f.Path == name {
			return string(f.After)
		}
	}
	return ""
}

func TestPlanLetsALaterRuleSeeWhatAnEarlierOneWrote(t *testing.T) {
	t.Parallel()
	p := plan(t, repo("Dockerfile", app), Policy{}, swap("one", "root", "admin"), swap("two", "admin", "node"))
	if got, want := after(p, "Dockerfile"), strings.Replace(app, "root", "node", 1); got != want {
		t.Errorf("text: %s", cmp.Diff(want, got))
	}
	var steps []string
	for _, s := range p.Steps {
		steps = append(steps, s.Rule)
	}
	if diff := cmp.Diff([]string{"one", "two"}, steps); diff != "" {
		t.Error(diff)
	}
	if first := p.Steps[0].Places[0]; first.First != 4 || first.Last != 4 || first.Before != "USER root\n" || first.After != "USER admin\n" {
		t.Errorf("place: %+v", first)
	}
}

func TestPlanStopsRulesThatUndoEachOther(t *testing.T) {
	t.Parallel()
	p := plan(t, repo("Dockerfile", app), Policy{}, swap("one", "USER root", "USER node"), swap("two", "USER node", "USER root"))
	if got := after(p, "Dockerfile"); got != strings.Replace(app, "root", "node", 1) {
		t.Errorf("text: %s", got)
	}
	if len(p.Skipped) != 1 || p.Skipped[0].Rule != "two" || !strings.Contains(p.Skipped[0].Reason, "before") {
		t.Errorf("skipped: %+v", p.Skipped)
	}
}

func TestPlanTakesBackAStepThatBreaksAGuard(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]*Rule{
		"does not parse":        swap("bad", "FROM node:22", "FROMM node:22"),
		"a new BuildKit check":  swap("bad", "WORKDIR /app", "ENV A b\nWORKDIR /app"),
		"the final newline":     swap("bad", "\"server.js\"]\n", "\"server.js\"]"),
		"the finding remains":   swap("bad", "USER root", "USER root\nUSER root"),
		"eats its neighbour":    swap("bad", "WORKDIR /app\n", "WORKDIR /app \\\n"),
		"stronger than offered": {ID: "bad", Practice: 1, Offers: OnRequest, Check: swap("bad", "root", "node").Check},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan(t, repo("Dockerfile", app), Policy{}, bad, swap("good", "/app", "/srv"))
			if got, want := after(p, "Dockerfile"), strings.Replace(app, "/app", "/srv", 1); got != want {
				t.Errorf("text: %s", cmp.Diff(want, got))
			}
			if len(p.Skipped) != 1 || p.Skipped[0].Rule != "bad" || p.Skipped[0].Reason == "" {
				t.Errorf("skipped: %+v", p.Skipped)
			}
		})
	}
}

func TestPlanKeepsGoingAfterAFileThatDoesNotParse(t *testing.T) {
	t.Parallel()
	p := plan(t, repo("a/Dockerfile", "FROM node:22\nRUN <<EOF\n", "b/Dockerfile", app, "c/Dockerfile", "FROM"), Policy{}, swap("one", "root", "node"))
	if len(p.Errors) != 2 || p.Errors[0].Path != "a/Dockerfile" || p.Errors[1].Path != "c/Dockerfile" || p.Errors[1].Line != 1 {
		t.Errorf("errors: %+v", p.Errors)
	}
	if after(p, "b/Dockerfile") == "" {
		t.Error("b/Dockerfile was not fixed")
	}
}

func TestPlanReportsPositionsOfTheOriginal(t *testing.T) {
	t.Parallel()
	p := plan(t, repo("Dockerfile", app), Policy{}, swap("one", "WORKDIR /app", "ENV A=b\nENV C=d\nWORKDIR /srv"), swap("two", "USER root", "USER node"))
	var lines []int
	for _, f := range p.Findings {
		lines = append(lines, f.Start.Line)
		if !f.Fixed {
			t.Errorf("%s is not fixed", f.Rule)
		}
	}
	if diff := cmp.Diff([]int{2, 4}, lines); diff != "" {
		t.Error(diff)
	}
	if got := p.Steps[1].Places[0]; got.First != 6 {
		t.Errorf("the second step is at line %d, want 6", got.First)
	}
}

func TestPlanOffersNothingThatThePolicyRulesOut(t *testing.T) {
	t.Parallel()
	policy := Policy{Rules: map[string]RulePolicy{"one": {Level: LevelAdvise}}, Requested: map[string]bool{"one": true}}
	p := plan(t, repo("Dockerfile", app), policy, swap("one", "root", "node"))
	if f := p.Findings[0].Fix; len(p.Files) != 0 || f == nil || f.Applicability != Advice {
		t.Errorf("%d files changed, the fix is %+v", len(p.Files), f)
	}
}

func TestPlanMakesAReviewFixThatIsAskedForAmongSafeOnes(t *testing.T) {
	t.Parallel()
	p := plan(t, repo("Dockerfile", app), Policy{SafeOnly: true, Requested: map[string]bool{"one": true}}, swap("one", "root", "node"))
	if len(p.Files) != 1 {
		t.Errorf("%d files changed", len(p.Files))
	}
}

func TestPlanHoldsBack(t *testing.T) {
	t.Parallel()
	rule := swap("one", "root", "node")
	for name, c := range map[string]struct {
		policy Policy
		file   string
		found  int
	}{
		"when the policy turns the rule off":        {Policy{Rules: map[string]RulePolicy{"one": {Level: LevelOff}}}, app, 0},
		"when the policy asks for advice":           {Policy{Rules: map[string]RulePolicy{"one": {Level: LevelAdvise}}}, app, 1},
		"when the policy waits for a request":       {Policy{Rules: map[string]RulePolicy{"one": {Level: LevelRequest}}}, app, 1},
		"when a person skipped the rule":            {Policy{Skipped: map[string]bool{"one": true}}, app, 1},
		"when only safe fixes are wanted":           {Policy{SafeOnly: true}, app, 1},
		"on a path that the policy ignores":         {Policy{Ignore: []string{"Docker*"}}, app, 0},
		"below a comment":                           {Policy{}, strings.Replace(app, "USER", "# nodedock ignore=one -- kept on purpose\nUSER", 1), 0},
		"in a stage":                                {Policy{}, "# nodedock ignore-stage=one\n" + app, 0},
		"in a file":                                 {Policy{}, strings.Replace(app, "USER", "# nodedock ignore-file=one\n\nUSER", 1), 0},
		"in a generated file":                       {Policy{}, "# Code generated by make. DO NOT EDIT.\n" + app, 0},
		"below a comment about two rules":           {Policy{}, strings.Replace(app, "USER", "# nodedock ignore=two,one\nUSER", 1), 0},
		"but not below a comment about other rules": {Policy{}, strings.Replace(app, "USER", "# nodedock ignore=two\nUSER", 1), -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan(t, repo("Dockerfile", c.file), c.policy, rule)
			if c.found < 0 {
				if len(p.Files) != 1 {
					t.Error("the fix is missing")
				}
				return
			}
			if len(p.Files) != 0 || len(p.Findings) != c.found {
				t.Errorf("%d files changed, findings %+v", len(p.Files), p.Findings)
			}
		})
	}
}

func TestPlanCountsOtherToolsComments(t *testing.T) {
	t.Parallel()
	rule := swap("one", "root", "node")
	rule.Aliases = []string{"DL3002", "CKV_DOCKER_8", "DS-0002"}
	for _, comment := range []string{"# hadolint ignore=DL3002", "# hadolint global ignore=DL3059,DL3002", "# checkov:skip=CKV_DOCKER_8:root is needed", "# trivy:ignore:DS-0002"} {
		if p := plan(t, repo("Dockerfile", strings.Replace(app, "USER", comment+"\nUSER", 1)), Policy{}, rule); len(p.Findings) != 0 {
			t.Errorf("%s does not count", comment)
		}
	}
}

func TestPlanEndsOnAnUnreadableFile(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	snap := Snapshot{FS: failing{repo("Dockerfile", app).FS, "Dockerfile", broken}}
	if _, err := (&Engine{}).Plan(context.Background(), snap, Policy{}); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
}

func TestPlanEndsWhenARuleTakesAnUnreadableFileForAbsent(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	snap := Snapshot{FS: failing{repo("Dockerfile", app, "compose.yaml", "services: {}\n").FS, "compose.yaml", broken}}
	lenient := &Rule{ID: "lenient", Check: func(p *Pass) error {
		if _, ok, err := p.Repo.Read("compose.yaml"); err != nil || !ok {
			p.Report(Finding{Message: "No compose.yaml."})
		}
		return nil
	}}
	if _, err := (&Engine{Rules: []*Rule{lenient}}).Plan(context.Background(), snap, Policy{}); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
}

// failing is a file system in which one file cannot be read.
type failing struct {
	fs.FS
	name string
	err  error
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: f.err}
	}
	return f.FS.Open(name)
}

func TestPlanSurvivesARuleThatPanics(t *testing.T) {
	t.Parallel()
	bad := &Rule{ID: "bad", Check: func(*Pass) error { panic("oops") }}
	p := plan(t, repo("Dockerfile", app), Policy{}, bad, swap("one", "root", "node"))
	if len(p.Files) != 1 || len(p.Skipped) != 1 || p.Skipped[0].Rule != "bad" {
		t.Errorf("files %d, skipped %+v", len(p.Files), p.Skipped)
	}
}

// A bundle is no error of its repository; a lockfile that nobody reads leaves an install in doubt.
func TestAFileThatIsTooLargeIsAnErrorOnlyWhereABuildNeedsIt(t *testing.T) {
	t.Parallel()
	read := func(names ...string) *Rule {
		return &Rule{ID: "read", Practice: 1, Severity: Warning, Check: func(p *Pass) error {
			for _, name := range names {
				if _, ok, err := p.Repo.Read(name); ok || err != nil {
					t.Errorf("%s is read", name)
				}
			}
			return nil
		}}
	}
	big := strings.Repeat("x", maxFileSize+1)
	got := plan(t, repo("Dockerfile", app, "public/bundle.js", big, "package.json", big), Policy{}, read("public/bundle.js", "package.json"))
	if want := []Skip{{Path: "public/bundle.js", Reason: "larger than 1 MiB, which nodedock does not read"}}; !cmp.Equal(got.Skipped, want) {
		t.Error(cmp.Diff(want, got.Skipped))
	}
	if want := []FileError{{Path: "package.json", Message: "larger than 1 MiB, which nodedock does not read"}}; !cmp.Equal(got.Errors, want) {
		t.Error(cmp.Diff(want, got.Errors))
	}
}
