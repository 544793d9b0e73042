package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// ErrLeaseTaken means that someone else holds the lease.
var ErrLeaseTaken = errors.New("the lease is taken")

// ErrLeaseLost means that a lease expired, or was taken away from a process
// that was thought dead, before its holder renewed or released it.
var ErrLeaseLost = errors.New("the lease was lost")

// A Lease is the right to work on something alone, until it expires. It is
// not safe for use by several goroutines.
type Lease struct {
	store       *Store
	name, token string
}

// Lease takes the lease called name for ttl. While another holds it the error
// is ErrLeaseTaken, also when that other is of the same owner; the owner only
// says which process to ask. An expired lease is free.
func (s *Store) Lease(ctx context.Context, name, owner string, ttl time.Duration) (*Lease, error) {
	token := rand.Text()
	taken, err := s.DB.ExecContext(ctx, s.sql(`
		INSERT INTO leases (name, owner, token, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE
		SET owner = excluded.owner, token = excluded.token, expires = excluded.expires
		WHERE leases.expires <= $5`),
		name, owner, token, s.Now().Add(ttl).UnixMilli(), s.now())
	if err != nil {
		return nil, fmt.Errorf("take the lease %s: %w", name, err)
	}
	n, err := taken.RowsAffected()
	switch {
	case err != nil:
		return nil, fmt.Errorf("take the lease %s: %w", name, err)
	case n == 0:
		return nil, ErrLeaseTaken
	}
	return &Lease{store: s, name: name, token: token}, nil
}

// Renew extends the lease to ttl from now, or fails with ErrLeaseLost.
func (l *Lease) Renew(ctx context.Context, ttl time.Duration) error {
	s := l.store
	renewed, err := s.DB.ExecContext(ctx, s.sql("UPDATE leases SET expires = $3 WHERE name = $1 AND token = $2"),
		l.name, l.token, s.Now().Add(ttl).UnixMilli())
	if err != nil {
		return fmt.Errorf("renew the lease %s: %w", l.name, err)
	}
	switch n, err := renewed.RowsAffected(); {
	case err != nil:
		return fmt.Errorf("renew the lease %s: %w", l.name, err)
	case n == 0:
		return ErrLeaseLost
	}
	return nil
}

// Release gives the lease back. A lease that was lost stays with its new
// holder.
func (l *Lease) Release(ctx context.Context) error {
	s := l.store
	_, err := s.DB.ExecContext(ctx, s.sql("DELETE FROM leases WHERE name = $1 AND token = $2"), l.name, l.token)
	if err != nil {
		return fmt.Errorf("release the lease %s: %w", l.name, err)
	}
	return nil
}
