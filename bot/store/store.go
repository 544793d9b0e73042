// Package store keeps what nodedock must not lose between two requests:
// which deliveries arrived, what each run did, which repositories are known
// and who works on them. It speaks database/sql to SQLite or Postgres, with
// the same statements for both, and it decides nothing.
//
// On SQLite the pool holds a single connection: a method that is given a
// transaction must be used with that transaction, or it waits for itself.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// A Dialect is a kind of database.
type Dialect string

// The databases that nodedock runs on.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// A Store is an open database whose schema is up to date.
type Store struct {
	// DB is the pool; on SQLite it holds one connection.
	DB      *sql.DB
	Dialect Dialect
	// Now is the clock, time.Now unless a test sets it.
	Now func() time.Time
}

// Querier is what *sql.DB and *sql.Tx have in common.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Open opens the database at address, "sqlite:PATH" or "postgres://…", and
// brings its schema up to date. Errors never hold the address, which may
// carry a password.
func Open(ctx context.Context, address string) (*Store, error) {
	s := &Store{Now: time.Now}
	var err error
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		s.Dialect = SQLite
		s.DB, err = openSQLite(strings.TrimPrefix(address, "sqlite:"))
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		s.Dialect = Postgres
		s.DB, err = openPostgres(address)
	default:
		return nil, errors.New("the database address starts with neither sqlite: nor postgres://")
	}
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the %s database: %w", s.Dialect, err), s.DB.Close())
	}
	return s, nil
}

// openSQLite opens a file so that a commit is on disk when it returns.
func openSQLite(path string) (*sql.DB, error) {
	if path == "" {
		return nil, errors.New("sqlite: names no file")
	}
	settings := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
	db, err := sql.Open("sqlite", name+"?"+settings.Encode())
	if err != nil {
		return nil, fmt.Errorf("open the sqlite database: %w", err)
	}
	// One writer at a time is SQLite's own rule; with one connection nobody
	// ever sees "database is locked".
	db.SetMaxOpenConns(1)
	return db, nil
}

func openPostgres(address string) (*sql.DB, error) {
	if _, err := url.Parse(address); err != nil {
		return nil, errors.New("the postgres address is not a URL")
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return nil, errors.New("the postgres address is not understood")
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.DB.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the %s database: %w", s.Dialect, err)
	}
	return nil
}

// Close closes the database.
func (s *Store) Close() error { return s.DB.Close() }

// Tx runs do in a transaction, commits when it returns nil and rolls back
// otherwise.
func (s *Store) Tx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit a transaction: %w", err)
	}
	return nil
}

// sql returns a statement in the store's dialect: parameters are written $1,
// which SQLite takes for a name, and so it is given ?1.
func (s *Store) sql(statement string) string {
	if s.Dialect == SQLite {
		return strings.ReplaceAll(statement, "$", "?")
	}
	return statement
}

// now is the clock in the database's unit.
func (s *Store) now() int64 { return s.Now().UnixMilli() }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
