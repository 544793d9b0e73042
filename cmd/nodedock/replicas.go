package main

import (
	"context"
	"sync"
	"time"

	"github.com/nodedock/nodedock/bot/store"
)

// Replicas show a sign of life every ten seconds; how many there are is asked
// for as often as it matters.
const (
	replicaSilence = 35 * time.Second
	replicaCount   = 30 * time.Second
)

// replicas returns a function that tells how many processes share the database,
// and so GitHub's limits. A SQLite file is open in one process only.
func replicas(db *store.Store) func() int {
	if db.Dialect == store.SQLite {
		return nil
	}
	var mu sync.Mutex
	var asked time.Time
	count := 1
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(asked) < replicaCount {
			return count
		}
		asked = time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if n, err := db.Replicas(ctx, replicaSilence); err == nil {
			count = max(n, 1)
		}
		return count
	}
}
