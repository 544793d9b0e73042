package fixes_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

func TestThePeriodOfADigestPolicyBeginsOnAMonday(t *testing.T) {
	t.Parallel()
	wednesday := time.Date(2026, 3, 4, 15, 30, 0, 0, time.FixedZone("", 3600))
	for period, want := range map[time.Duration]time.Time{
		0:                  wednesday,
		24 * time.Hour:     time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC),
		7 * 24 * time.Hour: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC),
	} {
		if got := (fixes.DigestPolicy{Period: period}).At(wednesday); !got.Equal(want) {
			t.Errorf("period %s: got %s, want %s", period, got, want)
		}
	}
	for given, want := range map[time.Duration]time.Duration{0: 72 * time.Hour, -1: 0, time.Hour: time.Hour} {
		if got := (fixes.DigestPolicy{MinAge: given}).Age(); got != want {
			t.Errorf("minimum age %d: got %s, want %s", given, got, want)
		}
	}
}

// asides sets every image aside after asking about it.
var asides = &fixes.Rule{ID: "aside", Practice: 1, Severity: fixes.Info, Offers: fixes.Safe, Check: func(p *fixes.Pass) error {
	for _, ref := range p.ImageRefs() {
		if _, err := p.Image(ref.Ref); err != nil {
			p.SetAside(fixes.Finding{Span: ref.Span, Key: ref.Text}, "no answer")
		}
		if _, err := p.Sightings(ref.Ref); err != nil {
			p.SetAside(fixes.Finding{Span: ref.Span, Key: ref.Text}, "no history")
		}
	}
	return nil
}}

func TestAPlanSaysWhatCouldNotBeJudged(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"Dockerfile": {Data: []byte("FROM node:22 AS build\nFROM node:24\n# nodedock ignore=aside -- known\nCOPY --from=nginx:1 / /\n")}}
	images, err := image.ParseTable("node:22 unavailable\nnginx:1 unavailable\n")
	if err != nil {
		t.Fatal(err)
	}
	plan := func(h fixes.History) *fixes.Plan {
		plan, err := (&fixes.Engine{Rules: []*fixes.Rule{asides}, Resolver: images, History: h}).Plan(t.Context(), fixes.Snapshot{FS: files}, fixes.Policy{})
		if err != nil {
			t.Fatal(err)
		}
		return plan
	}
	got := plan(nil)
	var named []string
	for _, use := range got.Images {
		named = append(named, use.Ref.Raw)
	}
	if diff := cmp.Diff([]string{"node:22", "node:24", "nginx:1"}, named); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"nginx:1", "node:22"}, got.Unanswered); diff != "" {
		t.Error(diff)
	}
	if len(got.Skipped) != 2 || got.Skipped[0].ID == "" || got.Skipped[0].ID == got.Skipped[1].ID {
		t.Errorf("skipped %+v, want node:22 and node:24 with ids of their own", got.Skipped)
	}
	for _, s := range plan(amnesia{}).Skipped {
		if s.Reason == "no history" {
			return
		}
	}
	t.Error("a history that cannot be read was taken for an empty one")
}

// amnesia is a history that cannot be read.
type amnesia struct{}

func (amnesia) Sightings(context.Context, image.Ref) ([]image.Sighting, error) {
	return nil, errors.New("the database is away")
}
