package queue_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/queue"
)

// hooks is GitHub's list of attempts.
type hooks struct {
	attempts []bot.HookDelivery
	since    []time.Time
	asked    []int64
	err      error
	refused  map[int64]error
}

func (h *hooks) HookDeliveries(_ context.Context, since time.Time) ([]bot.HookDelivery, error) {
	h.since = append(h.since, since)
	return h.attempts, h.err
}

func (h *hooks) Redeliver(_ context.Context, id int64) error {
	h.asked = append(h.asked, id)
	return h.refused[id]
}

func TestSweep(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ago := func(id int64, guid string, ok bool, minutes int) bot.HookDelivery {
		return bot.HookDelivery{ID: id, GUID: guid, OK: ok, At: now.Add(-time.Duration(minutes) * time.Minute)}
	}
	h := &hooks{attempts: []bot.HookDelivery{
		ago(1, "went well", true, 60),
		ago(2, "failed and then went well", false, 60), ago(3, "failed and then went well", true, 50),
		ago(4, "failed twice", false, 40), ago(5, "failed twice", false, 30),
		ago(6, "failed", false, 70),
		ago(7, "failed just now", false, 0),
		ago(8, "hopeless", false, 9), ago(9, "hopeless", false, 8), ago(10, "hopeless", false, 7), ago(11, "hopeless", false, 6), ago(12, "hopeless", false, 5),
	}}
	s := &queue.Sweeper{Hooks: h, Log: quiet, Now: func() time.Time { return now }}
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{6, 5}, h.asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	h.asked, h.refused = nil, map[int64]error{6: errors.New("gone")}
	if err := s.Sweep(t.Context()); !errors.Is(err, h.refused[6]) {
		t.Errorf("Sweep = %v, want %v", err, h.refused[6])
	}
	if diff := cmp.Diff([]int64{6, 5}, h.asked); diff != "" {
		t.Errorf("asked for after a refusal (-want +got):\n%s", diff)
	}
	h.asked, h.refused = nil, map[int64]error{6: &bot.Later{Reason: "a limit"}}
	if err := s.Sweep(t.Context()); err == nil || len(h.asked) != 1 {
		t.Errorf("asked for %v with a limit, %v: want one request and an error", h.asked, err)
	}
	h.err = errors.New("no answer")
	if err := s.Sweep(t.Context()); !errors.Is(err, h.err) {
		t.Errorf("Sweep = %v, want %v", err, h.err)
	}
}

// TestSweepGoesOnWhereAllWasSettled checks that a sweep lists no more than what
// the last one left open, and every attempt at that.
func TestSweepGoesOnWhereAllWasSettled(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now, hour := start, func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	h := &hooks{}
	s := &queue.Sweeper{Hooks: h, Log: quiet, Now: func() time.Time { return now }}
	sweep := func(at time.Time, attempts ...bot.HookDelivery) {
		t.Helper()
		now, h.attempts = at, attempts
		if err := s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sweep(hour(0), bot.HookDelivery{ID: 1, GUID: "fine", OK: true, At: hour(-30)})
	sweep(hour(1), bot.HookDelivery{ID: 2, GUID: "failed", At: hour(0)}, bot.HookDelivery{ID: 3, GUID: "fine too", OK: true, At: hour(0)})
	sweep(hour(2), bot.HookDelivery{ID: 2, GUID: "failed", At: hour(0)}, bot.HookDelivery{ID: 4, GUID: "failed", At: hour(1)})
	h.err = errors.New("no answer")
	now = hour(3)
	if err := s.Sweep(t.Context()); !errors.Is(err, h.err) {
		t.Errorf("Sweep = %v, want %v", err, h.err)
	}
	h.err = nil
	sweep(hour(4), bot.HookDelivery{ID: 5, GUID: "failed", OK: true, At: hour(2)})
	sweep(hour(5))
	overlap, grace := 10*time.Minute, 10*time.Second
	want := []time.Time{
		hour(-72),
		hour(0).Add(-grace - overlap),
		hour(0).Add(-overlap), hour(0).Add(-overlap), hour(0).Add(-overlap),
		hour(4).Add(-grace - overlap),
	}
	if diff := cmp.Diff(want, h.since); diff != "" {
		t.Errorf("listed since (-want +got):\n%s", diff)
	}
}
