package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Beat records that the replica is alive.
func (s *Store) Beat(ctx context.Context, replica string) error {
	_, err := s.DB.ExecContext(ctx, s.sql(`
		INSERT INTO replicas (id, seen_at) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`), replica, s.now())
	if err != nil {
		return fmt.Errorf("record replica %s as alive: %w", replica, err)
	}
	return nil
}

// Leave forgets a replica that stops in good order.
func (s *Store) Leave(ctx context.Context, replica string) error {
	return s.bury(ctx, s.DB, "id = $1", replica)
}

// Bury forgets every replica, except self, that gave no sign of life for the
// given time, and frees the leases of all that are not known. Whatever such a
// replica was doing is up to the living.
func (s *Store) Bury(ctx context.Context, q Querier, self string, silence time.Duration) error {
	return s.bury(ctx, q, "id <> $1 AND seen_at < $2", self, s.Now().Add(-silence).UnixMilli())
}

// BuryAll forgets every replica except self: for databases that only one
// process can have open.
func (s *Store) BuryAll(ctx context.Context, q Querier, self string) error {
	return s.bury(ctx, q, "id <> $1", self)
}

func (s *Store) bury(ctx context.Context, q Querier, where string, args ...any) error {
	if _, err := q.ExecContext(ctx, s.sql("DELETE FROM replicas WHERE "+where), args...); err != nil {
		return fmt.Errorf("forget replicas: %w", err)
	}
	if _, err := q.ExecContext(ctx, "DELETE FROM leases WHERE owner NOT IN (SELECT id FROM replicas)"); err != nil {
		return fmt.Errorf("free the leases of dead replicas: %w", err)
	}
	return nil
}

// Replicas returns how many processes work on the database now.
func (s *Store) Replicas(ctx context.Context, silence time.Duration) (n int, err error) {
	err = s.DB.QueryRowContext(ctx, s.sql("SELECT COUNT(*) FROM replicas WHERE seen_at >= $1"), s.Now().Add(-silence).UnixMilli()).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the replicas: %w", err)
	}
	return n, nil
}

// Setting returns a stored setting, "" when it was never set.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var value string
	err := s.DB.QueryRowContext(ctx, s.sql("SELECT value FROM settings WHERE name = $1"), name).Scan(&value)
	if err != nil && err != sql.ErrNoRows {
		return "", fmt.Errorf("read the setting %s: %w", name, err)
	}
	return value, nil
}

// SetSetting stores a setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	_, err := s.DB.ExecContext(ctx, s.sql(`
		INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`), name, value)
	if err != nil {
		return fmt.Errorf("store the setting %s: %w", name, err)
	}
	return nil
}
