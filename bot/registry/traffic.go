package registry

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// traffic is the http.RoundTripper below the registry library. It decides
// whether a request may be sent, sends it, tries again what is worth trying
// again, and remembers what the registries say of their limits.
type traffic struct {
	base      http.RoundTripper
	now       func() time.Time
	sleep     func(context.Context, time.Duration) error
	jitter    func() float64
	log       *slog.Logger
	onRequest func(*http.Request)
	fence     fence
	realms    realms

	mu     sync.Mutex
	pauses map[string]time.Time // by host: not to be asked before
	limits map[string]Limit     // by host
	sent   map[sentKey]int      // requests by host and status
}

type sentKey struct {
	host   string
	status int // 0: no answer
}

func newTraffic(r *Resolver) *traffic {
	t := &traffic{
		base: r.Transport, now: r.Now, sleep: r.Sleep, jitter: r.Jitter, log: r.Log, onRequest: r.OnRequest,
		fence:  newFence(r.Mirrors),
		pauses: map[string]time.Time{}, limits: map[string]Limit{}, sent: map[sentKey]int{},
	}
	t.realms = realms{mirrors: r.Mirrors.hosts(), trust: func(*url.URL) {}}
	if t.base == nil {
		d := newDialer(r.PublicOnly, r.Mirrors.hosts())
		t.base, t.realms.trust = newBase(d), d.trust
	}
	return t
}

// RoundTrip implements http.RoundTripper.
func (t *traffic) RoundTrip(req *http.Request) (*http.Response, error) {
	if led := t.realms.lead(req); led != nil {
		req = led
	} else if passed, err := t.fence.pass(req); err != nil {
		return nil, err
	} else {
		req = passed
	}
	for attempt := 1; ; attempt++ {
		if err := t.mayAsk(req); err != nil {
			return nil, err
		}
		res, err := t.send(req)
		wait, again := t.verdict(req, attempt, res, err)
		if !again {
			return res, err
		}
		t.log.InfoContext(req.Context(), "registry request is tried again",
			slog.String("host", req.URL.Host), slog.Int("attempt", attempt), slog.Duration("wait", wait))
		if res != nil {
			drain(res)
		}
		if err := t.sleep(req.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// send sends a request once, and takes note of the answer.
func (t *traffic) send(req *http.Request) (*http.Response, error) {
	if t.onRequest != nil {
		t.onRequest(req)
	}
	res, err := t.base.RoundTrip(req)
	status := 0
	if err == nil {
		status = res.StatusCode
		t.realms.learn(req, res)
		res.Body = limited{io.LimitReader(res.Body, maxBody), res.Body}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent[sentKey{req.URL.Host, status}]++
	if err == nil {
		t.watch(req.URL.Host, res.Header)
	}
	return res, err
}

// maxBody bounds what is read of one answer, in bytes. The largest that are
// wanted are lists of tags; what a stranger's registry sends may be endless.
const maxBody = 16 << 20

// limited is a body of which only the beginning is read.
type limited struct {
	io.Reader
	io.Closer
}

// drain reads the rest of a short body, so that the connection can be used
// again.
func drain(res *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	_ = res.Body.Close()
}

// mayAsk returns why a host is not to be asked now.
func (t *traffic) mayAsk(req *http.Request) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	until, paused := t.pauses[req.URL.Host]
	switch {
	case paused && t.now().Before(until):
		return errPaused
	case paused:
		delete(t.pauses, req.URL.Host)
	}
	if isPull(req) && t.limits[req.URL.Host].nearlyUsed(t.now()) {
		return errLimit
	}
	return nil
}

var (
	errPaused = &harmlessError{"it did not answer, or asked for a pause, a moment ago"}
	errLimit  = &harmlessError{"its pull limit is nearly used up"}
)

// pause keeps a host from being asked for a while.
func (t *traffic) pause(host string, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pauses[host] = t.now().Add(d)
}
