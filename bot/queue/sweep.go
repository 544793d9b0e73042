package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
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
	// sweepGrace is left to deliveries on their way: GitHub gives them as long.
	sweepGrace = 10 * time.Second
	// sweepTries is after how many attempts a delivery is given up.
	sweepTries = 5
	// sweepProblems is after how many refusals a sweep ends.
	sweepProblems = 20
)

// Sweeper finds deliveries that never got an OK, because nodedock was down or
// its database was, and asks for them again.
type Sweeper struct {
	Hooks Hooks
	Log   *slog.Logger
	Now   func() time.Time
}

// Sweep asks once for each delivery that was lost. Work that has arrived
// after all is not done twice: the GUID is the same. One that GitHub does not
// give again keeps nobody from the others.
func (s *Sweeper) Sweep(ctx context.Context) error {
	now := s.Now()
	attempts, err := s.Hooks.HookDeliveries(ctx, now.Add(-sweepWindow))
	if err != nil {
		return fmt.Errorf("list webhook deliveries: %w", err)
	}
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
	byGUID := map[string][]bot.HookDelivery{}
	for _, a := range attempts {
		byGUID[a.GUID] = append(byGUID[a.GUID], a)
	}
	var newest []bot.HookDelivery
	for _, all := range byGUID {
		last := slices.MaxFunc(all, func(a, b bot.HookDelivery) int { return a.At.Compare(b.At) })
		ok := slices.ContainsFunc(all, func(a bot.HookDelivery) bool { return a.OK })
		if !ok && len(all) < sweepTries && last.At.Before(before) {
			newest = append(newest, last)
		}
	}
	slices.SortFunc(newest, func(a, b bot.HookDelivery) int { return a.At.Compare(b.At) })
	var ids []int64
	for _, a := range newest {
		ids = append(ids, a.ID)
	}
	return ids
}
