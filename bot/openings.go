package bot

import (
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/nodedock/nodedock/bot/publish"
)

// openings paces new pull requests, so that an installation with hundreds of
// repositories is not flooded on its first day.
type openings struct {
	mu       sync.Mutex
	limiters map[int64]*rate.Limiter
}

// mayOpen returns a RetryAfter when the ops would open one pull request more
// than the installation is to get in an hour.
func (b *Bot) mayOpen(installation int64, ops []publish.Op) error {
	opens := slices.ContainsFunc(ops, func(op publish.Op) bool { _, ok := op.(publish.OpenPull); return ok })
	if b.PRsPerHour <= 0 || !opens {
		return nil
	}
	now := b.now()
	r := b.openings.limiter(installation, b.PRsPerHour).ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return &Later{Until: now.Add(wait), Reason: "enough pull requests were opened in this installation for now"}
	}
	return nil
}

func (o *openings) limiter(installation int64, perHour int) *rate.Limiter {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.limiters == nil {
		o.limiters = map[int64]*rate.Limiter{}
	}
	if o.limiters[installation] == nil {
		o.limiters[installation] = rate.NewLimiter(rate.Every(time.Hour/time.Duration(perHour)), perHour)
	}
	return o.limiters[installation]
}
