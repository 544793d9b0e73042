package registry

import (
	"context"
	"math"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// A memo keeps answers, errors included, for as long as each holds, and asks
// one question at a time per key. Its zero value is ready once it has a clock.
type memo[T any] struct {
	now     func() time.Time
	flights singleflight.Group

	mu      sync.Mutex
	answers map[string]answer[T]
	asked   int // questions that were passed on
	known   int // questions that were answered from memory
}

type answer[T any] struct {
	value T
	err   error
	until time.Time // zero: for good
}

const (
	// forever is how long the truth about a digest holds.
	forever = time.Duration(math.MaxInt64)
	// maxAnswers bounds a memo's memory.
	maxAnswers = 4096
)

func (m *memo[T]) clock(now func() time.Time) { m.now = now }

// get returns the answer for key, from memory or by ask, which also says how
// long its answer holds. Whoever waits for another's question stops waiting
// when its own context is done.
func (m *memo[T]) get(ctx context.Context, key string, ask func() (T, time.Duration, error)) (T, error) {
	if a, ok := m.recall(key); ok {
		return a.value, a.err
	}
	flight := m.flights.DoChan(key, func() (any, error) {
		if a, ok := m.recall(key); ok { // answered between our look and now
			return a, nil
		}
		value, hold, err := ask()
		return m.keep(key, answer[T]{value: value, err: err}, hold), nil
	})
	select {
	case result := <-flight:
		a := result.Val.(answer[T])
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// forget drops the answer for a key, so that the question is asked again.
func (m *memo[T]) forget(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.answers, key)
}

// recall returns the answer in memory that still holds.
func (m *memo[T]) recall(key string) (answer[T], bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.answers[key]
	if ok && !a.until.IsZero() && !m.now().Before(a.until) {
		delete(m.answers, key)
		ok = false
	}
	if ok {
		m.known++
	}
	return a, ok
}

// keep stores an answer.
func (m *memo[T]) keep(key string, a answer[T], hold time.Duration) answer[T] {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	now := m.now()
	if hold != forever {
		a.until = now.Add(hold)
	}
	if m.answers == nil {
		m.answers = map[string]answer[T]{}
	}
	if len(m.answers) >= maxAnswers {
		m.makeRoom(now)
	}
	m.answers[key] = a
	return a
}

// makeRoom drops what no longer holds and, if that is not enough, a quarter of
// the rest: whatever is asked for again is looked up again.
func (m *memo[T]) makeRoom(now time.Time) {
	for key, a := range m.answers {
		if !a.until.IsZero() && !now.Before(a.until) {
			delete(m.answers, key)
		}
	}
	for key := range m.answers {
		if len(m.answers) <= maxAnswers*3/4 {
			return
		}
		delete(m.answers, key)
	}
}

// counts returns how many questions were passed on and how many were answered
// from memory.
func (m *memo[T]) counts() (asked, known int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked, m.known
}
