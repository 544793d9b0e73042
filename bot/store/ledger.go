package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// GoodPolicy returns the last policy file of a scope that had no mistake, nil
// when there is none.
func (s *Store) GoodPolicy(ctx context.Context, scope string) ([]byte, error) {
	var source string
	err := s.DB.QueryRowContext(ctx, s.sql("SELECT source FROM policies WHERE scope = $1"), scope).Scan(&source)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the last good policy of %s: %w", scope, err)
	}
	return []byte(source), nil
}

// KeepPolicy remembers a policy file without a mistake, nil for a scope that
// has no file.
func (s *Store) KeepPolicy(ctx context.Context, scope string, source []byte) error {
	statement, args := "DELETE FROM policies WHERE scope = $1", []any{scope}
	if source != nil {
		statement, args = `INSERT INTO policies (scope, source) VALUES ($1, $2)
			ON CONFLICT (scope) DO UPDATE SET source = excluded.source WHERE policies.source <> excluded.source`, []any{scope, string(source)}
	}
	if _, err := s.DB.ExecContext(ctx, s.sql(statement), args...); err != nil {
		return fmt.Errorf("keep the policy of %s: %w", scope, err)
	}
	return nil
}

// Told reports whether people were told something.
func (s *Store) Told(ctx context.Context, what string) (bool, error) {
	var n int
	if err := s.DB.QueryRowContext(ctx, s.sql("SELECT COUNT(*) FROM told WHERE what = $1"), what).Scan(&n); err != nil {
		return false, fmt.Errorf("look up what was told: %w", err)
	}
	return n > 0, nil
}

// Tell remembers that people were told something.
func (s *Store) Tell(ctx context.Context, what string) error {
	_, err := s.DB.ExecContext(ctx, s.sql("INSERT INTO told (what, told_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"), what, s.now())
	if err != nil {
		return fmt.Errorf("remember what was told: %w", err)
	}
	return nil
}

// GiveCommands counts the commands of a comment, once, unless more than limit
// would be given on the pull request within an hour: then ok is false.
func (s *Store) GiveCommands(ctx context.Context, pull string, comment int64, count, limit int) (ok bool, err error) {
	err = s.Tx(ctx, func(tx *sql.Tx) error {
		others, err := s.millis(ctx, tx, "SELECT COALESCE(SUM(count), 0) FROM commands WHERE pull = $1 AND given_at > $2 AND comment <> $3",
			pull, s.Now().Add(-time.Hour).UnixMilli(), comment)
		if ok = int(others)+count <= limit; err != nil || !ok {
			return err
		}
		_, err = tx.ExecContext(ctx, s.sql("INSERT INTO commands (pull, comment, count, given_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"),
			pull, comment, count, s.now())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("count the commands on %s: %w", pull, err)
	}
	return ok, nil
}

// turnHolds is how long a turn may be used after it has come.
const turnHolds = 10 * time.Minute

// Turn returns when a pull request may be opened for a branch: so that an
// installation gets no more than perHour in any hour. A turn in the future is
// kept for the branch, and it is the same however often it is asked for.
func (s *Store) Turn(ctx context.Context, installation int64, branch string, perHour int) (turn time.Time, err error) {
	err = s.Tx(ctx, func(tx *sql.Tx) error {
		if s.Dialect == Postgres { // SQLite's transactions take turns by themselves
			if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", installation); err != nil {
				return err
			}
		}
		kept, err := s.millis(ctx, tx, "SELECT turn FROM turns WHERE branch = $1", branch)
		if err != nil || kept > s.Now().Add(-turnHolds).UnixMilli() {
			turn = fromMillis(kept)
			return err
		}
		turn, err = s.nextTurn(ctx, tx, installation, perHour)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, s.sql(`INSERT INTO turns (branch, installation, turn) VALUES ($1, $2, $3)
			ON CONFLICT (branch) DO UPDATE SET installation = excluded.installation, turn = excluded.turn`), branch, installation, turn.UnixMilli())
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("take a turn to open a pull request: %w", err)
	}
	return turn, nil
}

// nextTurn returns the first time at which the hour before holds fewer than
// perHour turns.
func (s *Store) nextTurn(ctx context.Context, tx *sql.Tx, installation int64, perHour int) (time.Time, error) {
	last, err := s.millis(ctx, tx, "SELECT turn FROM turns WHERE installation = $1 ORDER BY turn DESC LIMIT 1 OFFSET $2", installation, perHour-1)
	if err != nil {
		return time.Time{}, err
	}
	if free := fromMillis(last).Add(time.Hour); free.After(s.Now()) {
		return free, nil
	}
	return fromMillis(s.now()), nil
}

// millis returns a query's only number, 0 when there is none.
func (s *Store) millis(ctx context.Context, q Querier, query string, args ...any) (ms int64, err error) {
	err = q.QueryRowContext(ctx, s.sql(query), args...).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return ms, err
}
