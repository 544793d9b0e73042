package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// Hooks is what a sweep needs of GitHub, which never repeats a delivery by
// itself.
type Hooks interface {
	// HookDeliveries lists the attempts since then, in any order.
	HookDeliveries(ctx context.Context, since time.Time) ([]bot.HookDelivery, error)
	// Redeliver asks for another attempt.
	Redeliver(ctx context.Context, id int64) error
}

const (
	// sweepWindow is how far back GitHub lists and repeats deliveries.
	sweepWindow = 3 * 24 * time.Hour
	// sweepOverlap is how far before what a sweep found settled the next one begins:
	// deliveries may come into the list late.
	sweepOverlap = 10 * time.Minute
	// sweepGrace is left to deliveries on their way: GitHub gives them as long.
	sweepGrace = 10 * time.Second
	// sweepTries is after how many attempts a delivery is given up.
	sweepTries = 5
	// sweepProblems is after how many refusals a sweep ends.
	sweepProblems = 20
)

// Sweeper finds deliveries that never got an OK, because nodedock was down or
// its database was, and asks for them again. It remembers until when all were
// settled, so that only the first sweep of a process lists the whole window.
type Sweeper struct {
	Hooks Hooks
	Log   *slog.Logger
	Now   func() time.Time

	mu      sync.Mutex
	settled time.Time
}

// Sweep asks once for each delivery that was lost. Work that has arrived
// after all is not done twice: the GUID is the same. One that GitHub does not
// give again keeps nobody from the others.
func (s *Sweeper) Sweep(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	since := now.Add(-sweepWindow)
	if s.settled.After(since) {
		since = s.settled
	}
	attempts, err := s.Hooks.HookDeliveries(ctx, since)
	if err != nil {
		return fmt.Errorf("list webhook deliveries: %w", err)
	}
	s.settled = settledUntil(attempts, now.Add(-sweepGrace)).Add(-sweepOverlap)
	var problems []error
	for _, id := range lost(attempts, now.Add(-sweepGrace)) {
		err := s.Hooks.Redeliver(ctx, id)
		if err == nil {
			s.Log.Info("a lost delivery was asked for again", "attempt", id)
			continue
		}
		problems = append(problems, fmt.Errorf("ask for delivery %d again: %w", id, err))
		var later bot.RetryAfter
		if errors.As(err, &later) || len(problems) == sweepProblems {
			break
		}
	}
	return errors.Join(problems...)
}

// lost returns the newest attempt of each delivery that failed every time,
// the oldest delivery first.
func lost(attempts []bot.HookDelivery, before time.Time) []int64 {
	var newest []bot.HookDelivery
	for _, all := range unsettled(attempts) {
		if last := slices.MaxFunc(all, earlier); last.At.Before(before) {
			newest = append(newest, last)
		}
	}
	slices.SortFunc(newest, earlier)
	var ids []int64
	for _, a := range newest {
		ids = append(ids, a.ID)
	}
	return ids
}

// settledUntil returns the time of the first attempt at a delivery that may still be
// asked for, and before when there is none.
func settledUntil(attempts []bot.HookDelivery, before time.Time) time.Time {
	for _, all := range unsettled(attempts) {
		if first := slices.MinFunc(all, earlier); first.At.Before(before) {
			before = first.At
		}
	}
	return before
}

// unsettled returns the attempts at each delivery that failed every time and was not
// given up.
func unsettled(attempts []bot.HookDelivery) map[string][]bot.HookDelivery {
	byGUID := map[string][]bot.HookDelivery{}
	for _, a := range attempts {
		byGUID[a.GUID] = append(byGUID[a.GUID], a)
	}
	maps.DeleteFunc(byGUID, func(_ string, all []bot.HookDelivery) bool {
		return len(all) >= sweepTries || slices.ContainsFunc(all, func(a bot.HookDelivery) bool { return a.OK })
	})
	return byGUID
}

func earlier(a, b bot.HookDelivery) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) }
