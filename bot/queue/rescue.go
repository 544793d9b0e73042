package queue

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot/store"
)

// A replica shows a sign of life every heartbeat; after the silence the
// others take it for dead and take its jobs over.
const (
	heartbeat = 10 * time.Second
	silence   = 35 * time.Second
)

// orphans makes the jobs of unknown replicas available again. A job that
// was interrupted on its last attempt is left to River, which discards it: it
// may be what killed the process.
var orphans = map[store.Dialect]string{
	store.SQLite: `UPDATE river_job SET state = 'available'
		WHERE state = 'running' AND attempt < max_attempts
		AND json_extract(attempted_by, '$[#-1]') NOT IN (SELECT id FROM replicas)`,
	store.Postgres: `UPDATE river_job SET state = 'available'
		WHERE state = 'running' AND attempt < max_attempts
		AND attempted_by[array_upper(attempted_by, 1)] NOT IN (SELECT id FROM replicas)`,
}

// takeOver makes this replica known and takes up what dead ones left. A
// SQLite file is open in one process only, so any other replica is dead, and
// the leadership that it may have held is free.
func (q *Queue) takeOver(ctx context.Context) error {
	if err := q.store.Beat(ctx, q.replica); err != nil {
		return err
	}
	if q.store.Dialect != store.SQLite {
		return q.rescue(ctx)
	}
	return q.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := q.store.BuryAll(ctx, tx, q.replica); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM river_leader"); err != nil {
			return fmt.Errorf("free the leadership: %w", err)
		}
		return q.rescueOrphans(ctx, tx)
	})
}

// rescue buries replicas that fell silent and takes their jobs over.
func (q *Queue) rescue(ctx context.Context) error {
	return q.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := q.store.Bury(ctx, tx, q.replica, silence); err != nil {
			return err
		}
		return q.rescueOrphans(ctx, tx)
	})
}

func (q *Queue) rescueOrphans(ctx context.Context, tx *sql.Tx) error {
	rescued, err := tx.ExecContext(ctx, orphans[q.store.Dialect])
	if err != nil {
		return fmt.Errorf("take over the jobs of dead replicas: %w", err)
	}
	if n, err := rescued.RowsAffected(); err == nil && n > 0 {
		q.log.Info("interrupted jobs are taken up again", "jobs", n)
	}
	return nil
}

// beat shows signs of life, and looks for replicas without, until ctx is done.
func (q *Queue) beat(ctx context.Context) {
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := q.store.Beat(ctx, q.replica)
		if err == nil {
			err = q.rescue(ctx)
		}
		if err != nil && ctx.Err() == nil {
			q.log.Warn("the heartbeat failed", "error", err)
		}
	}
}
