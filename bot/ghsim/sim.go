// Package ghsim is an in-memory GitHub as an http.Handler: Apps and their
// tokens, repositories with real git objects, pull requests, reviews, comments,
// check runs, and signed webhook deliveries. The tests and `nodedock demo` run
// the real program against it.
//
// One side is the API, over HTTP, as an App sees it: REST below any path that
// ends before /repos, /app or /installation (so / and /api/v3/), GraphQL at
// /graphql and /api/graphql. The other side is Go: the methods that play
// people. Both change one state, and every change is an Event.
//
// The package must not know nodedock: it holds what GitHub does, nothing that
// a bot on it would like.
package ghsim

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// A Sim is a simulated GitHub. The zero value is ready; set fields before the
// first use. All methods are safe for concurrent use.
type Sim struct {
	// Now tells the time; nil: time.Now.
	Now func() time.Time
	// WebURL and APIURL begin the links in answers, without a final slash;
	// empty: those of github.com.
	WebURL, APIURL string
	// Client sends webhook deliveries; nil: a client with a timeout of 10 s,
	// as GitHub has.
	Client *http.Client
	// TreeLimit is how many entries a recursive tree holds before it is
	// truncated; 0: 100,000.
	TreeLimit int
	// PushCommits is how many commits a push payload lists; 0: 2,048.
	PushCommits int
	// RateLimit is the requests an installation has in an hour, for REST and
	// for GraphQL each; 0: 5,000.
	RateLimit int
	// ContentPerMinute is how many content-creating requests an installation
	// may make in a minute before the secondary limit answers; 0: no limit.
	ContentPerMinute int
	// TokenLifetime is how long an installation token is good; 0: an hour.
	TokenLifetime time.Duration

	mu            sync.Mutex
	lastID        int64
	accounts      map[string]*account // by lower-case login
	repos         map[string]*repo    // by lower-case full name
	repoOrder     []*repo
	moved         map[string]*repo // renamed repositories, by old lower-case name
	apps          []*app
	installations []*installation
	tokens        map[string]*token
	threads       map[string]*thread // by node id
	minimized     map[string]string  // node id → reason
	usage         map[string]*usage  // rate limits, by installation and resource

	faults   []*Fault
	requests []Request
	log      eventLog
	mail     post
}

// New returns an empty Sim.
func New() *Sim { return &Sim{} }

// Close stops waiting deliveries; what was not sent yet is not sent.
func (s *Sim) Close() { s.mail.close() }

// Settle waits until every webhook delivery so far was sent and answered. It
// returns the context's error when that takes too long. What the receiver does
// after its answer is not waited for.
func (s *Sim) Settle(ctx context.Context) error { return s.mail.settle(ctx) }

func (s *Sim) now() time.Time {
	if s.Now != nil {
		return s.Now().UTC().Truncate(time.Second)
	}
	return time.Now().UTC().Truncate(time.Second)
}

// id returns a number that no other object has.
func (s *Sim) id() int64 {
	if s.lastID == 0 {
		s.lastID = 1000
	}
	s.lastID++
	return s.lastID
}

// or returns value, or fallback when value is zero.
func or[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
