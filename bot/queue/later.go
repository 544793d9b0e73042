package queue

import (
	"sync"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// later remembers which repositories' reconciles were put off, and until when.
// Other reconciles of the same repository wait as long: they would read the
// same, only to be put off too. Then the first one does the work of all.
type later struct {
	mu    sync.Mutex
	until map[int64]time.Time // by the repository's id
}

// put notes that a command was put off.
func (l *later) put(c bot.Command, until, now time.Time) {
	if c.Kind != bot.Reconcile || c.Repository.ID == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.until == nil {
		l.until = map[int64]time.Time{}
	}
	for id, t := range l.until {
		if !t.After(now) {
			delete(l.until, id)
		}
	}
	l.until[c.Repository.ID] = until
}

// of returns until when a command has to wait, if it has to.
func (l *later) of(c bot.Command, now time.Time) (until time.Time, ok bool) {
	if c.Kind != bot.Reconcile {
		return time.Time{}, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	until = l.until[c.Repository.ID]
	return until, until.After(now)
}
