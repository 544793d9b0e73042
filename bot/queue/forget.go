package queue

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// waiting makes the jobs of an installation, or of one of its repositories, that
// wait for their time due now.
var waiting = map[store.Dialect]string{
	store.SQLite: `UPDATE river_job SET state = 'available', scheduled_at = created_at
		WHERE kind = 'command' AND state IN ('retryable', 'scheduled')
		AND json_extract(args, '$.command.repository.installation') = ?1
		AND (?2 = 0 OR json_extract(args, '$.command.repository.id') = ?2)`,
	store.Postgres: `UPDATE river_job SET state = 'available', scheduled_at = created_at
		WHERE kind = 'command' AND state IN ('retryable', 'scheduled')
		AND (args->'command'->'repository'->>'installation')::bigint = $1
		AND ($2::bigint = 0 OR (args->'command'->'repository'->>'id')::bigint = $2)`,
}

// forget ends the work for a repository or an installation. What waits for a
// later time comes to its end now: each job finds that it is not wanted any more.
func (q *Queue) forget(ctx context.Context, tx *sql.Tx, r bot.Repository) error {
	if err := q.store.Forget(ctx, tx, r); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, waiting[q.store.Dialect], r.Installation, r.ID); err != nil {
		return fmt.Errorf("end the work for %s: %w", r.FullName(), err)
	}
	return nil
}
