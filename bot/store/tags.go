package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// keepTags is how long a tag that nobody uses any more is remembered.
const keepTags = 90 * 24 * time.Hour

// DueTags implements bot.TagKeeper. It forgets what nobody used for long.
func (s *Store) DueTags(ctx context.Context, limit int) ([]string, error) {
	if err := s.forgetTags(ctx); err != nil {
		return nil, err
	}
	rows, err := s.DB.QueryContext(ctx, s.sql(`
		SELECT tag FROM tags WHERE due <= $1 AND EXISTS (
			SELECT 1 FROM pins JOIN repositories r ON r.id = pins.repository WHERE pins.tag = tags.tag AND `+withinReach+`)
		ORDER BY due, tag LIMIT $2`), s.now(), limit)
	if err != nil {
		return nil, fmt.Errorf("list the tags that are due: %w", err)
	}
	return collect(rows, "list the tags that are due", func(tag *string) error { return rows.Scan(tag) })
}

// forgetTags drops tags that no plan names and that were due long ago, with
// their histories.
func (s *Store) forgetTags(ctx context.Context) error {
	for _, statement := range []string{
		"DELETE FROM tags WHERE due < $1 AND tag NOT IN (SELECT tag FROM pins)",
		"DELETE FROM sightings WHERE since < $1 AND tag NOT IN (SELECT tag FROM tags)",
		"DELETE FROM lost_digests WHERE since < $1 AND tag NOT IN (SELECT tag FROM tags)",
	} {
		if _, err := s.DB.ExecContext(ctx, s.sql(statement), s.Now().Add(-keepTags).UnixMilli()); err != nil {
			return fmt.Errorf("forget tags: %w", err)
		}
	}
	return nil
}

// SeeTag implements bot.TagKeeper.
func (s *Store) SeeTag(ctx context.Context, tag string, digest image.Digest) (seen []image.Sighting, err error) {
	err = s.Tx(ctx, func(tx *sql.Tx) error {
		if seen, err = s.sightings(ctx, tx, tag); err != nil {
			return err
		}
		if len(seen) > 0 && seen[len(seen)-1].Digest == digest {
			return nil
		}
		_, err := tx.ExecContext(ctx, s.sql("INSERT INTO sightings (tag, digest, since) VALUES ($1, $2, $3)"), tag, string(digest), s.now())
		if err != nil {
			return fmt.Errorf("record what %s points to: %w", tag, err)
		}
		seen = append(seen, image.Sighting{Digest: digest, Since: fromMillis(s.now())})
		return nil
	})
	return seen, err
}

// LoseDigest implements bot.TagKeeper.
func (s *Store) LoseDigest(ctx context.Context, tag string, digest image.Digest) (time.Time, error) {
	var since int64
	err := s.DB.QueryRowContext(ctx, s.sql(`
		INSERT INTO lost_digests (tag, digest, since) VALUES ($1, $2, $3)
		ON CONFLICT (tag, digest) DO UPDATE SET since = lost_digests.since RETURNING since`), tag, string(digest), s.now()).Scan(&since)
	if err != nil {
		return time.Time{}, fmt.Errorf("record that %s of %s is gone: %w", digest, tag, err)
	}
	return fromMillis(since), nil
}

// WindTag implements bot.TagKeeper.
func (s *Store) WindTag(ctx context.Context, tag string, due time.Time) error {
	if _, err := s.DB.ExecContext(ctx, s.sql("UPDATE tags SET due = $2 WHERE tag = $1"), tag, due.UnixMilli()); err != nil {
		return fmt.Errorf("wind the tag %s: %w", tag, err)
	}
	return nil
}
