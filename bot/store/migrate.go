package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// serial is the type of a key that grows and is never reused.
var serial = map[Dialect]string{
	SQLite:   "INTEGER PRIMARY KEY AUTOINCREMENT",
	Postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}

// migrationLock is the Postgres advisory lock that replicas which start
// together take turns with.
const migrationLock = 7_032_918_275

// migrate applies the migrations that the database does not have yet, in the
// order of their names, all in one transaction.
func (s *Store) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	return s.Tx(ctx, func(tx *sql.Tx) error {
		if s.Dialect == Postgres {
			if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
				return fmt.Errorf("wait for other replicas: %w", err)
			}
		}
		if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)"); err != nil {
			return err
		}
		for _, name := range names {
			if err := s.apply(ctx, tx, name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	})
}

func (s *Store) apply(ctx context.Context, tx *sql.Tx, name string) error {
	recorded, err := tx.ExecContext(ctx, s.sql("INSERT INTO schema_migrations (name) VALUES ($1) ON CONFLICT DO NOTHING"), name)
	if err != nil {
		return err
	}
	if n, err := recorded.RowsAffected(); err != nil || n == 0 {
		return err
	}
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, strings.ReplaceAll(string(text), "{{serial}}", serial[s.Dialect]))
	return err
}
