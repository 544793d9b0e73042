package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/fixes/image"
)

// KeepPins implements bot.PinKeeper. Tags that nobody used before are due now.
func (s *Store) KeepPins(ctx context.Context, p bot.Pins) error {
	return s.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.keepPins(ctx, tx, p); err != nil {
			return fmt.Errorf("keep the pins of %s: %w", p.Repository.FullName(), err)
		}
		return nil
	})
}

func (s *Store) keepPins(ctx context.Context, tx *sql.Tx, p bot.Pins) error {
	_, err := tx.ExecContext(ctx, s.sql(`
		INSERT INTO plans (repository, planned_at, min_age, period) VALUES ($1, $2, $3, $4)
		ON CONFLICT (repository) DO UPDATE SET planned_at = excluded.planned_at, min_age = excluded.min_age, period = excluded.period`),
		p.Repository.ID, p.Planned.UnixMilli(), p.MinAge.Milliseconds(), p.Period.Milliseconds())
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, s.sql("DELETE FROM pins WHERE repository = $1"), p.Repository.ID); err != nil {
		return err
	}
	for _, pin := range p.Pinned {
		if err := s.keepPin(ctx, tx, p.Repository.ID, pin, s.Now()); err != nil {
			return err
		}
	}
	for _, w := range p.Waiting {
		if err := s.keepPin(ctx, tx, p.Repository.ID, bot.Pin{Tag: w.Tag}, w.Retry); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, s.sql("UPDATE tags SET due = $2 WHERE tag = $1 AND due > $2"), w.Tag, w.Retry.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) keepPin(ctx context.Context, tx *sql.Tx, repository int64, pin bot.Pin, due time.Time) error {
	_, err := tx.ExecContext(ctx, s.sql("INSERT INTO pins (repository, tag, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"),
		repository, pin.Tag, string(pin.Digest))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, s.sql("INSERT INTO tags (tag, due) VALUES ($1, $2) ON CONFLICT DO NOTHING"), pin.Tag, due.UnixMilli())
	return err
}

// TagUsers implements bot.TagKeeper.
func (s *Store) TagUsers(ctx context.Context, tag string) ([]bot.TagUser, error) {
	rows, err := s.DB.QueryContext(ctx, s.sql(`
		SELECT r.id, r.installation, r.owner, r.name, r.default_branch, pins.digest, plans.planned_at, plans.min_age, plans.period
		FROM pins JOIN plans ON plans.repository = pins.repository JOIN repositories r ON r.id = pins.repository
		WHERE pins.tag = $1 AND `+withinReach+` ORDER BY r.id, pins.digest`), tag)
	if err != nil {
		return nil, fmt.Errorf("list the users of %s: %w", tag, err)
	}
	return collect(rows, "list the users of "+tag, func(u *bot.TagUser) error {
		var planned, age, period int64
		r := &u.Repository
		err := rows.Scan(&r.ID, &r.Installation, &r.Owner, &r.Name, &r.DefaultBranch, (*string)(&u.Digest), &planned, &age, &period)
		u.Planned, u.MinAge, u.Period = fromMillis(planned), time.Duration(age)*time.Millisecond, time.Duration(period)*time.Millisecond
		return err
	})
}

// withinReach is the condition that repository r is one that the App may use.
const withinReach = `r.forgotten_at IS NULL AND r.installation NOT IN (SELECT id FROM installations WHERE forgotten_at IS NOT NULL)`

// Sightings implements fixes.History.
func (s *Store) Sightings(ctx context.Context, ref image.Ref) ([]image.Sighting, error) {
	return s.sightings(ctx, s.DB, ref.Name()+":"+ref.Tag)
}

func (s *Store) sightings(ctx context.Context, q Querier, tag string) ([]image.Sighting, error) {
	rows, err := q.QueryContext(ctx, s.sql("SELECT digest, since FROM sightings WHERE tag = $1 ORDER BY id"), tag)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", tag, err)
	}
	return collect(rows, "read the history of "+tag, func(one *image.Sighting) error {
		var since int64
		err := rows.Scan((*string)(&one.Digest), &since)
		one.Since = fromMillis(since)
		return err
	})
}
