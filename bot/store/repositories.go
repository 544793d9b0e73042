package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// afterthought is how long after an uninstall a delivery may still arrive that
// was sent before it. A later one proves that the App is back.
const afterthought = 5 * time.Minute

// A Timer names a column of repositories: when something is next due.
type Timer string

// ReconcileTimer says when a repository is reconciled without being asked.
const ReconcileTimer Timer = "reconcile_due"

// See remembers a repository and its installation, inside q's transaction. A
// repository seen for the first time has its timers due after the given time.
func (s *Store) See(ctx context.Context, q Querier, r bot.Repository, due time.Duration) error {
	stale := s.Now().Add(-afterthought).UnixMilli()
	_, err := q.ExecContext(ctx, s.sql("UPDATE installations SET forgotten_at = NULL WHERE id = $1 AND forgotten_at < $2"),
		r.Installation, stale)
	if err != nil {
		return fmt.Errorf("remember installation %d: %w", r.Installation, err)
	}
	if r.ID == 0 {
		return nil
	}
	_, err = q.ExecContext(ctx, s.sql(`
		INSERT INTO repositories (id, installation, owner, name, default_branch, reconcile_due)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET
			installation = excluded.installation, owner = excluded.owner, name = excluded.name,
			default_branch = CASE WHEN excluded.default_branch = '' THEN repositories.default_branch ELSE excluded.default_branch END,
			forgotten_at = CASE WHEN repositories.forgotten_at < $7 THEN NULL ELSE repositories.forgotten_at END`),
		r.ID, r.Installation, r.Owner, r.Name, r.DefaultBranch, s.Now().Add(due).UnixMilli(), stale)
	if err != nil {
		return fmt.Errorf("remember repository %s: %w", r.FullName(), err)
	}
	return nil
}

// Welcome takes back a Forget: the App was installed, or given access, again.
func (s *Store) Welcome(ctx context.Context, q Querier, r bot.Repository) error {
	if _, err := q.ExecContext(ctx, s.sql("UPDATE installations SET forgotten_at = NULL WHERE id = $1"), r.Installation); err != nil {
		return fmt.Errorf("welcome installation %d: %w", r.Installation, err)
	}
	if _, err := q.ExecContext(ctx, s.sql("UPDATE repositories SET forgotten_at = NULL WHERE id = $1"), r.ID); err != nil {
		return fmt.Errorf("welcome repository %s: %w", r.FullName(), err)
	}
	return nil
}

// Forget marks a repository, or with ID 0 its whole installation, as out of
// the App's reach.
func (s *Store) Forget(ctx context.Context, q Querier, r bot.Repository) error {
	var err error
	if r.ID != 0 {
		_, err = q.ExecContext(ctx, s.sql("UPDATE repositories SET forgotten_at = $2 WHERE id = $1"), r.ID, s.now())
	} else {
		_, err = q.ExecContext(ctx, s.sql(`
			INSERT INTO installations (id, forgotten_at) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET forgotten_at = excluded.forgotten_at`), r.Installation, s.now())
	}
	if err != nil {
		return fmt.Errorf("forget %s of installation %d: %w", r.FullName(), r.Installation, err)
	}
	return nil
}

// Forgotten reports whether the repository or its installation is out of the
// App's reach.
func (s *Store) Forgotten(ctx context.Context, r bot.Repository) (bool, error) {
	var n int
	err := s.DB.QueryRowContext(ctx, s.sql(`
		SELECT (SELECT COUNT(*) FROM installations WHERE id = $1 AND forgotten_at IS NOT NULL)
		     + (SELECT COUNT(*) FROM repositories WHERE id = $2 AND forgotten_at IS NOT NULL)`),
		r.Installation, r.ID).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look up repository %s: %w", r.FullName(), err)
	}
	return n > 0, nil
}

// Covered returns the newest delivery that a finished reconcile of the
// repository covers.
func (s *Store) Covered(ctx context.Context, repository int64) (delivery int64, err error) {
	err = s.DB.QueryRowContext(ctx, s.sql("SELECT covered FROM repositories WHERE id = $1"), repository).Scan(&delivery)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("look up what is covered: %w", err)
	}
	return delivery, nil
}

// Cover records that a reconcile which began when delivery was the newest one
// has finished.
func (s *Store) Cover(ctx context.Context, repository, delivery int64) error {
	_, err := s.DB.ExecContext(ctx, s.sql("UPDATE repositories SET covered = $2 WHERE id = $1 AND covered < $2"), repository, delivery)
	if err != nil {
		return fmt.Errorf("record what is covered: %w", err)
	}
	return nil
}

// Due returns up to limit repositories within reach whose timer has run out,
// the longest overdue first.
func (s *Store) Due(ctx context.Context, timer Timer, limit int) ([]bot.Repository, error) {
	rows, err := s.DB.QueryContext(ctx, s.sql(`
		SELECT id, installation, owner, name, default_branch FROM repositories
		WHERE `+string(timer)+` <= $1 AND forgotten_at IS NULL
		AND installation NOT IN (SELECT id FROM installations WHERE forgotten_at IS NOT NULL)
		ORDER BY `+string(timer)+` LIMIT $2`), s.now(), limit)
	if err != nil {
		return nil, fmt.Errorf("list repositories that are due: %w", err)
	}
	return collect(rows, "list repositories that are due", func(r *bot.Repository) error {
		return rows.Scan(&r.ID, &r.Installation, &r.Owner, &r.Name, &r.DefaultBranch)
	})
}

// Wind sets a repository's timer to run out after the given time, inside q's
// transaction.
func (s *Store) Wind(ctx context.Context, q Querier, timer Timer, repository int64, after time.Duration) error {
	_, err := q.ExecContext(ctx, s.sql("UPDATE repositories SET "+string(timer)+" = $2 WHERE id = $1"),
		repository, s.Now().Add(after).UnixMilli())
	if err != nil {
		return fmt.Errorf("wind the timer %s: %w", timer, err)
	}
	return nil
}
