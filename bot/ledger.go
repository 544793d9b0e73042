package bot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Ledger keeps the little that several processes, and the next start, have to
// agree on. What GitHub itself holds is not in it: without its entries nothing
// is done wrong, only more often or sooner.
type Ledger interface {
	// GoodPolicy returns the last policy file of a scope that had no mistake,
	// nil when there is none. KeepPolicy remembers it, nil for no file.
	GoodPolicy(ctx context.Context, scope string) ([]byte, error)
	KeepPolicy(ctx context.Context, scope string, source []byte) error
	// Told reports whether people were told something; Tell remembers it.
	Told(ctx context.Context, what string) (bool, error)
	Tell(ctx context.Context, what string) error
	// GiveCommands counts the commands of a comment, once, unless more than
	// limit would be given on the pull request within an hour: then ok is false.
	GiveCommands(ctx context.Context, pull string, comment int64, count, limit int) (ok bool, err error)
	// Turn returns when a pull request may be opened for a branch, so that an
	// installation gets no more than perHour in any hour. A turn in the future
	// is kept for the branch.
	Turn(ctx context.Context, installation int64, branch string, perHour int) (time.Time, error)
}

// NewLedger returns a Ledger in memory, for a Bot without a database.
func NewLedger(now func() time.Time) Ledger {
	return &ledger{
		now: now, policies: map[string][]byte{}, told: map[string]bool{}, given: map[string][]given{}, turns: map[string]turn{},
	}
}

type ledger struct {
	now      func() time.Time
	mu       sync.Mutex
	policies map[string][]byte
	told     map[string]bool
	given    map[string][]given
	turns    map[string]turn // by branch
}

type given struct {
	comment int64
	count   int
	at      time.Time
}

type turn struct {
	installation int64
	at           time.Time
}

// GoodPolicy implements Ledger.
func (l *ledger) GoodPolicy(_ context.Context, scope string) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.policies[scope], nil
}

// KeepPolicy implements Ledger.
func (l *ledger) KeepPolicy(_ context.Context, scope string, source []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.policies[scope] = source
	return nil
}

// Told implements Ledger.
func (l *ledger) Told(_ context.Context, what string) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told[what], nil
}

// Tell implements Ledger.
func (l *ledger) Tell(_ context.Context, what string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told[what] = true
	return nil
}

// GiveCommands implements Ledger.
func (l *ledger) GiveCommands(_ context.Context, pull string, comment int64, count, limit int) (ok bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	others := slices.DeleteFunc(l.given[pull], func(g given) bool { return now.Sub(g.at) >= time.Hour || g.comment == comment })
	total := count
	for _, g := range others {
		total += g.count
	}
	if ok = total <= limit; ok {
		others = append(others, given{comment, count, now})
	}
	l.given[pull] = others
	return ok, nil
}

// Turn implements Ledger.
func (l *ledger) Turn(_ context.Context, installation int64, branch string, perHour int) (time.Time, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if kept, ok := l.turns[branch]; ok && now.Sub(kept.at) < 10*time.Minute {
		return kept.at, nil
	}
	var at []time.Time
	for _, t := range l.turns {
		if t.installation == installation {
			at = append(at, t.at)
		}
	}
	slices.SortFunc(at, func(a, b time.Time) int { return b.Compare(a) })
	next := now
	if len(at) >= perHour && at[perHour-1].Add(time.Hour).After(now) {
		next = at[perHour-1].Add(time.Hour)
	}
	l.turns[branch] = turn{installation, next}
	return next, nil
}

// ledger returns the Bot's ledger.
func (b *Bot) ledger() Ledger {
	b.once.Do(func() {
		if b.Ledger == nil {
			b.Ledger = NewLedger(b.now)
		}
	})
	return b.Ledger
}

// pullName names a pull request in a ledger: by the repository's id, which a
// rename does not change, where there is one.
func pullName(cmd Command) string {
	return fmt.Sprintf("%s#%d", repositoryName(cmd.Repository), cmd.PullRequest)
}

func repositoryName(r Repository) string {
	if r.ID != 0 {
		return fmt.Sprint(r.ID)
	}
	return r.FullName()
}
