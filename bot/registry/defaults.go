package registry

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// or returns d, or the default when d is not positive.
func or(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// fillHooks puts the real clock and friends where nothing was set.
func (r *Resolver) fillHooks() {
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Sleep == nil {
		r.Sleep = sleep
	}
	if r.Jitter == nil {
		r.Jitter = rand.Float64
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
}

// sleep waits, or until the context is done.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// lookUp returns the context of a look-up that serves everybody who asks the
// same: it outlives the one who asked first, but not the timeout.
func (r *Resolver) lookUp(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(context.WithoutCancel(ctx), r.Timeout, errTimeout)
}

var errTimeout = errors.New("no answer in time")

// hold returns how long an answer holds.
func (r *Resolver) hold(err error) time.Duration {
	switch {
	case err == nil:
		return r.TTL
	case errors.Is(err, image.ErrNotFound):
		return r.TTL / 12
	}
	return min(r.TTL, 30*time.Second)
}
