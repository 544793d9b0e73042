package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// The states of a delivery.
const (
	Queued = "queued" // its work is stored and not finished
	Done   = "done"
	Failed = "failed" // its work was given up; the error says why
)

// A DeliveryRecord is a delivery and what became of it.
type DeliveryRecord struct {
	bot.Delivery
	ID     int64
	Status string
	Error  string
}

// AddDelivery stores a delivery inside q's transaction and returns its id,
// which is greater than that of every delivery before. A GUID that is known
// already is a duplicate: nothing is stored.
func (s *Store) AddDelivery(ctx context.Context, q Querier, d bot.Delivery) (id int64, duplicate bool, err error) {
	row := q.QueryRowContext(ctx, s.sql(`
		INSERT INTO deliveries (guid, event, action, repository, received_at, status)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (guid) DO NOTHING RETURNING id`),
		d.GUID, d.Event, d.Action, d.Repository, d.Received.UnixMilli(), Queued)
	switch err := row.Scan(&id); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, true, nil
	case err != nil:
		return 0, false, fmt.Errorf("store delivery %s: %w", d.GUID, err)
	}
	return id, false, nil
}

// LastDelivery returns the id of the newest delivery, 0 when there is none.
func (s *Store) LastDelivery(ctx context.Context) (int64, error) {
	var id int64
	err := s.DB.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM deliveries").Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("read the newest delivery: %w", err)
	}
	return id, nil
}

// FinishDelivery records what became of a delivery's work. An unknown GUID,
// such as that of a pruned delivery, is ignored. A failure is never covered
// up by another job of the same delivery that went well. It works inside q's
// transaction.
func (s *Store) FinishDelivery(ctx context.Context, q Querier, guid, status, problem string) error {
	_, err := q.ExecContext(ctx, s.sql(`
		UPDATE deliveries SET status = $2, error = $3
		WHERE guid = $1 AND (status <> $4 OR $2 = $4)`), guid, status, problem, Failed)
	if err != nil {
		return fmt.Errorf("finish delivery %s: %w", guid, err)
	}
	return nil
}

// Deliveries returns the newest deliveries, the newest first.
func (s *Store) Deliveries(ctx context.Context, limit int) ([]DeliveryRecord, error) {
	rows, err := s.DB.QueryContext(ctx, s.sql(`
		SELECT id, guid, event, action, repository, received_at, status, error
		FROM deliveries ORDER BY id DESC LIMIT $1`), limit)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	return collect(rows, "list deliveries", func(d *DeliveryRecord) error {
		var received int64
		err := rows.Scan(&d.ID, &d.GUID, &d.Event, &d.Action, &d.Repository, &received, &d.Status, &d.Error)
		d.Received = fromMillis(received)
		return err
	})
}

// Prune deletes finished deliveries and runs from before the given time, and
// leases and replicas that ended long ago. The newest delivery stays.
func (s *Store) Prune(ctx context.Context, before time.Time) error {
	for _, statement := range []string{
		"DELETE FROM deliveries WHERE received_at < $1 AND status <> 'queued'",
		"DELETE FROM runs WHERE started_at < $1",
		"DELETE FROM leases WHERE expires < $1",
		"DELETE FROM replicas WHERE seen_at < $1",
		"DELETE FROM told WHERE told_at < $1",
		"DELETE FROM commands WHERE given_at < $1",
		"DELETE FROM turns WHERE turn < $1",
	} {
		if _, err := s.DB.ExecContext(ctx, s.sql(statement), before.UnixMilli()); err != nil {
			return fmt.Errorf("prune: %w", err)
		}
	}
	return nil
}

// collect scans all rows and closes them.
func collect[T any](rows *sql.Rows, doing string, scan func(*T) error) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := scan(&one); err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	return all, nil
}
