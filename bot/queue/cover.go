package queue

import (
	"context"

	"github.com/nodedock/nodedock/bot"
)

// A reconcile reads the repository as it is, so it does the work of every
// delivery that had arrived when it began: a push is on GitHub before we hear
// of it. The ids of deliveries only grow, and tell this without any clock.

// mark returns the newest delivery at this moment, and whether a finished
// reconcile covers the job already. It is called under the repository's lease.
func (q *Queue) mark(ctx context.Context, job commandArgs) (mark int64, covered bool, err error) {
	if job.Command.Kind != bot.Reconcile {
		return 0, false, nil
	}
	done, err := q.store.Covered(ctx, job.Command.Repository.ID)
	if err != nil || (job.Arrival > 0 && job.Arrival <= done) {
		return 0, err == nil, err
	}
	mark, err = q.store.LastDelivery(ctx)
	return mark, false, err
}

// cover records that the reconcile that began at mark has succeeded.
func (q *Queue) cover(ctx context.Context, c bot.Command, mark int64) error {
	if c.Kind != bot.Reconcile || mark == 0 {
		return nil
	}
	return q.store.Cover(ctx, c.Repository.ID, mark)
}
