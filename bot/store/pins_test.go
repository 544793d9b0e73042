package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
	"github.com/nodedock/nodedock/fixes/image"
)

const (
	lts   = "docker.io/library/node:lts"
	slim  = "docker.io/library/node:22-slim"
	alpha = image.Digest("sha256:a")
	beta  = image.Digest("sha256:b")
)

// keep stores the pins of a repository that is seen for the first time.
func keep(t *testing.T, s *store.Store, id int64, name string, waiting []string, pins ...bot.Pin) {
	t.Helper()
	r := repository(id, name)
	must(t, s.See(t.Context(), s.DB, r, time.Hour))
	kept := bot.Pins{Repository: r, Planned: s.Now(), MinAge: 72 * time.Hour, Period: time.Hour, Pinned: pins}
	for _, tag := range waiting {
		kept.Waiting = append(kept.Waiting, bot.Wait{Tag: tag, Retry: s.Now().Add(time.Minute)})
	}
	must(t, s.KeepPins(t.Context(), kept))
}

func wantTags(t *testing.T, s *store.Store, want ...string) {
	t.Helper()
	got, err := s.DueTags(t.Context(), 10)
	must(t, err)
	if !slices.Equal(got, want) {
		t.Errorf("due are %q, want %q", got, want)
	}
}

func testDueTags(t *testing.T, s *store.Store, now *clock) {
	keep(t, s, 1, "shop", nil, bot.Pin{Tag: lts, Digest: alpha}, bot.Pin{Tag: slim, Digest: alpha})
	keep(t, s, 2, "web", nil, bot.Pin{Tag: lts, Digest: beta})
	wantTags(t, s, slim, lts)
	must(t, s.WindTag(t.Context(), lts, s.Now().Add(time.Hour)))
	wantTags(t, s, slim)
	keep(t, s, 3, "api", nil, bot.Pin{Tag: lts, Digest: beta})
	wantTags(t, s, slim)
	now.advance(time.Hour)
	wantTags(t, s, slim, lts)
}

func testPinsReplaced(t *testing.T, s *store.Store, now *clock) {
	keep(t, s, 1, "shop", nil, bot.Pin{Tag: lts, Digest: alpha}, bot.Pin{Tag: slim, Digest: alpha})
	now.advance(time.Minute)
	keep(t, s, 1, "shop", nil, bot.Pin{Tag: lts, Digest: beta}, bot.Pin{Tag: lts, Digest: alpha})
	wantTags(t, s, lts)
	got, err := s.TagUsers(t.Context(), lts)
	must(t, err)
	user := bot.TagUser{Repository: repository(1, "shop"), Digest: alpha, Planned: s.Now(), MinAge: 72 * time.Hour, Period: time.Hour}
	other := user
	other.Digest = beta
	if diff := cmp.Diff([]bot.TagUser{user, other}, got); diff != "" {
		t.Error(diff)
	}
}

func testWaitingTags(t *testing.T, s *store.Store, now *clock) {
	keep(t, s, 1, "shop", nil, bot.Pin{Tag: lts, Digest: alpha})
	must(t, s.WindTag(t.Context(), lts, s.Now().Add(time.Hour)))
	keep(t, s, 2, "web", []string{lts, slim})
	wantTags(t, s)
	now.advance(time.Minute)
	wantTags(t, s, slim, lts)
	got, err := s.TagUsers(t.Context(), slim)
	must(t, err)
	if len(got) != 1 || got[0].Digest != "" {
		t.Errorf("users %+v, want one that waits", got)
	}
}

func testTagsOfForgotten(t *testing.T, s *store.Store, _ *clock) {
	keep(t, s, 1, "shop", nil, bot.Pin{Tag: lts, Digest: alpha})
	must(t, s.Forget(t.Context(), s.DB, repository(1, "shop")))
	wantTags(t, s)
	users, err := s.TagUsers(t.Context(), lts)
	must(t, err)
	if len(users) != 0 {
		t.Errorf("users %+v, want none", users)
	}
	must(t, s.Welcome(t.Context(), s.DB, repository(1, "shop")))
	wantTags(t, s, lts)
}

func testSightings(t *testing.T, s *store.Store, now *clock) {
	var want []image.Sighting
	for n, d := range []image.Digest{alpha, alpha, beta, beta, alpha} {
		if n == 0 || want[len(want)-1].Digest != d {
			want = append(want, image.Sighting{Digest: d, Since: s.Now()})
		}
		got, err := s.SeeTag(t.Context(), lts, d)
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("after %d looks: %s", n+1, diff)
		}
		now.advance(time.Hour)
	}
	ref, err := image.Parse("node:lts@sha256:1111111111111111111111111111111111111111111111111111111111111111")
	must(t, err)
	got, err := s.Sightings(context.Background(), ref)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func testLoseDigest(t *testing.T, s *store.Store, now *clock) {
	first := s.Now()
	for range 2 {
		got, err := s.LoseDigest(t.Context(), lts, alpha)
		must(t, err)
		if !got.Equal(first) {
			t.Errorf("lost since %s, want %s", got, first)
		}
		now.advance(time.Hour)
	}
}

func testForgetTags(t *testing.T, s *store.Store, now *clock) {
	keep(t, s, 1, "shop", nil, bot.Pin{Tag: lts, Digest: alpha})
	_, err := s.SeeTag(t.Context(), lts, alpha)
	must(t, err)
	now.advance(91 * 24 * time.Hour)
	wantTags(t, s, lts)
	keep(t, s, 1, "shop", nil)
	wantTags(t, s)
	got, err := s.SeeTag(t.Context(), lts, beta)
	must(t, err)
	if len(got) != 1 {
		t.Errorf("history %+v, want only what was seen now", got)
	}
}
