package fixestest

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aymanbagabas/go-udiff"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A law holds for every case that does not name it in a "not:" line.
type law struct {
	name  string
	check func(*testing.T, *Case, *fixes.Plan)
}

var laws = []law{
	{"lossless", lossless},
	{"local", local},
	{"deterministic", deterministic},
	{"honest", honest},
	{"discreet", discreet},
	{"effective", effective},
	{"idempotent", idempotent},
	{"suppressible", suppressible},
	{"commutes", commutes},
	{"oracle", oracle},
	{"claims", claims},
	{"understood", understood},
	{"foreseen", foreseen},
	{"alike", alike},
}

// lossless: the plan starts from the repository's own bytes, and what it does
// not list is not changed.
func lossless(t *testing.T, c *Case, plan *fixes.Plan) {
	for _, f := range plan.Files {
		was := c.Files[f.Path]
		switch {
		case was == nil && !f.Created:
			t.Errorf("lossless: %s is said to be there already", f.Path)
		case was != nil && (f.Created || !bytes.Equal(was.Data, f.Before)):
			t.Errorf("lossless: the plan did not start from the bytes of %s", f.Path)
		case bytes.Equal(f.Before, f.After) && !f.Created:
			t.Errorf("lossless: %s is listed without a change", f.Path)
		}
	}
}

// local: every line that a changed file has more than before is one that a step
// says it wrote. A last line without its end gets one when lines follow.
func local(t *testing.T, _ *Case, plan *fixes.Plan) {
	for _, f := range plan.Files {
		before, after := string(f.Before), string(f.After)
		shift, last := 0, ""
		if !strings.HasSuffix(before, "\n") {
			last = before[strings.LastIndex(before, "\n")+1:]
		}
		for _, e := range udiff.Lines(before, after) {
			first := strings.Count(before[:e.Start], "\n") + 1 + shift
			count := strings.Count(e.New, "\n")
			if !strings.HasSuffix(e.New, "\n") && e.New != "" {
				count++
			}
			for line := first; line < first+count; line++ {
				text := strings.TrimSpace(lineAt(after, line))
				if !claimed(plan, f.Path, line) && text != "" && text != last {
					t.Errorf("local: no step says that it wrote line %d of %s: %q", line, f.Path, text)
				}
			}
			shift += count - strings.Count(before[e.Start:e.End], "\n")
		}
	}
}

func claimed(plan *fixes.Plan, path string, line int) bool {
	for _, s := range plan.Steps {
		for _, p := range s.Places {
			if p.Path == path && p.First <= line && line <= p.Last {
				return true
			}
		}
	}
	return false
}

func lineAt(s string, line int) string {
	lines := strings.Split(s, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

// deterministic: the same repository gives the same plan.
func deterministic(t *testing.T, c *Case, plan *fixes.Plan) {
	if again := c.plan(t, c.Files); !reflect.DeepEqual(plan, again) {
		t.Error("deterministic: a second plan of the same repository is another one")
	}
}

// honest: no fix is stronger than what its rule offers.
func honest(t *testing.T, c *Case, plan *fixes.Plan) {
	offers := map[string]fixes.Applicability{}
	for _, r := range c.Rules {
		offers[r.ID] = r.Offers
	}
	for _, s := range plan.Steps {
		if s.Applicability > offers[s.Rule] {
			t.Errorf("honest: %s made a %s fix and offers %s", s.Rule, s.Applicability, offers[s.Rule])
		}
	}
	for _, o := range plan.Findings {
		if o.Fix != nil && o.Fix.Applicability > offers[o.Rule] {
			t.Errorf("honest: %s attached a %s fix and offers %s", o.Rule, o.Fix.Applicability, offers[o.Rule])
		}
	}
}

// effective: a step leaves something changed, and says so of a finding.
func effective(t *testing.T, _ *Case, plan *fixes.Plan) {
	if len(plan.Steps) > 0 && len(plan.Files) == 0 {
		t.Error("effective: there are steps and no changed file")
	}
	fixed := map[string]bool{}
	for _, o := range plan.Findings {
		if o.Fixed {
			fixed[o.ID] = true
		}
	}
	for _, s := range plan.Steps {
		known := false
		for _, o := range plan.Findings {
			known = known || o.ID == s.ID
		}
		if known && !fixed[s.ID] {
			t.Errorf("effective: %s made a fix and the finding is still there", s.Rule)
		}
	}
}

// idempotent: a plan of the result changes nothing and finds nothing that was
// said to be fixed.
func idempotent(t *testing.T, c *Case, plan *fixes.Plan) {
	after := c.plan(t, applied(c.Files, plan))
	for _, s := range after.Steps {
		t.Errorf("idempotent: %s has a step on the result: %s at %s:%d", s.Rule, s.Title, s.Path, s.Original.Line)
	}
	left := map[[3]string]int{}
	for _, o := range plan.Findings {
		if !o.Fixed {
			left[[3]string{o.Rule, o.Path, o.Key}]++
		}
	}
	for _, o := range after.Findings {
		key := [3]string{o.Rule, o.Path, o.Key}
		if left[key]--; left[key] < 0 && !o.Fixed {
			t.Errorf("idempotent: %s finds on the result what it did not before: %s:%d %s", o.Rule, o.Path, o.Start.Line, o.Message)
		}
	}
}

// suppressible: a comment above the instruction silences the rule there.
func suppressible(t *testing.T, c *Case, plan *fixes.Plan) {
	for _, o := range plan.Findings {
		line := instructionLine(c.Files, o)
		if line == 0 {
			continue
		}
		files := fstest.MapFS{}
		for name, f := range c.Files {
			files[name] = f
		}
		src := string(c.Files[o.Path].Data)
		lines := strings.SplitAfter(src, "\n")
		comment := "# nodedock ignore=" + o.Rule + " -- test\n"
		quiet := strings.Join(lines[:line-1], "") + comment + strings.Join(lines[line-1:], "")
		files[o.Path] = &fstest.MapFile{Data: []byte(quiet), Mode: 0o644}
		for _, left := range c.plan(t, files).Findings {
			if left.Rule == o.Rule && left.Path == o.Path && left.Key == o.Key && left.Start.Line == o.Start.Line+1 {
				t.Errorf("suppressible: a comment above line %d of %s does not silence %s", line, o.Path, o.Rule)
			}
		}
	}
}

// instructionLine returns the line at which the finding's instruction begins, 0
// when it stands in none.
func instructionLine(files fstest.MapFS, o fixes.Outcome) int {
	f := files[o.Path]
	if f == nil || o.Start.Line == 0 {
		return 0
	}
	parsed, err := dockerfile.Parse(o.Path, f.Data)
	if err != nil {
		return 0
	}
	for _, i := range parsed.Instructions {
		if i.StartLine <= o.Start.Line && o.Start.Line <= i.EndLine {
			return i.StartLine
		}
	}
	return 0
}
