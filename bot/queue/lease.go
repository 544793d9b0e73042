package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// leaseTTL is how long a repository stays locked when its holder dies and no
// other replica notices.
const leaseTTL = 45 * time.Second

// underLease runs work while no other command of the repository runs, on any
// replica. The error is store.ErrLeaseTaken when another runs; work's context
// is cancelled when the lease is lost.
func (q *Queue) underLease(ctx context.Context, c bot.Command, work func(context.Context) error) error {
	lease, err := q.store.Lease(ctx, leaseName(c), q.replica, leaseTTL)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	renewing := make(chan struct{})
	go func() {
		defer close(renewing)
		keep(ctx, lease, cancel)
	}()
	err = work(ctx)
	lost := errors.Is(context.Cause(ctx), store.ErrLeaseLost)
	cancel(nil)
	<-renewing
	if lost && err != nil {
		return fmt.Errorf("%w: %w", store.ErrLeaseLost, err)
	}
	return errors.Join(err, release(lease))
}

// leaseName is the repository, or for a command of an installation that
// installation, so that a rollout holds nobody up.
func leaseName(c bot.Command) string {
	if c.Repository.ID == 0 && c.Repository.Name == "" {
		return fmt.Sprintf("installation/%d", c.Repository.Installation)
	}
	if c.Repository.ID == 0 {
		return "repository/" + c.Repository.FullName()
	}
	return fmt.Sprintf("repository/%d", c.Repository.ID)
}

// keep renews the lease until ctx is done, and cancels it when the lease is
// lost. A database that cannot be reached loses the lease when it expires.
func keep(ctx context.Context, lease *store.Lease, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(leaseTTL / 4)
	defer ticker.Stop()
	renewed := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := lease.Renew(ctx, leaseTTL)
		switch {
		case err == nil:
			renewed = time.Now()
		case errors.Is(err, store.ErrLeaseLost), time.Since(renewed) > leaseTTL*3/4:
			cancel(store.ErrLeaseLost)
			return
		}
	}
}

func release(lease *store.Lease) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	return lease.Release(ctx)
}
