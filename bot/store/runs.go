package store

import (
	"context"
	"fmt"
	"time"
)

// A Run is one attempt at one command: what was done, or why nothing was.
type Run struct {
	ID         int64
	Delivery   string // the GUID, "" for timers
	Kind       string // the command's
	Repository string // "owner/name"
	Started    time.Time
	Finished   time.Time
	Outcome    string // "done", "unchanged", "retry", …
	Reason     string // a sentence for people, or the error
	Detail     string // JSON: what was read, decided and written; "" for none
}

// AddRun stores a run; its ID is ignored.
func (s *Store) AddRun(ctx context.Context, r Run) error {
	_, err := s.DB.ExecContext(ctx, s.sql(`
		INSERT INTO runs (delivery, kind, repository, started_at, finished_at, outcome, reason, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`),
		r.Delivery, r.Kind, r.Repository, r.Started.UnixMilli(), r.Finished.UnixMilli(), r.Outcome, r.Reason, r.Detail)
	if err != nil {
		return fmt.Errorf("store the run of %s: %w", r.Repository, err)
	}
	return nil
}

// Runs returns the newest runs, the newest first.
func (s *Store) Runs(ctx context.Context, limit int) ([]Run, error) {
	rows, err := s.DB.QueryContext(ctx, s.sql(`
		SELECT id, delivery, kind, repository, started_at, finished_at, outcome, reason, detail
		FROM runs ORDER BY id DESC LIMIT $1`), limit)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	return collect(rows, "list runs", func(r *Run) error {
		var started, finished int64
		err := rows.Scan(&r.ID, &r.Delivery, &r.Kind, &r.Repository, &started, &finished, &r.Outcome, &r.Reason, &r.Detail)
		r.Started, r.Finished = fromMillis(started), fromMillis(finished)
		return err
	})
}
