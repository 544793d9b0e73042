package registry

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Limit is what a registry said of its pull limit, in the headers
// "ratelimit-limit" and "ratelimit-remaining" that Docker Hub sends with
// manifests, HEAD requests included.
type Limit struct {
	Limit, Remaining int
	Window           time.Duration // over which pulls are counted
	Seen             time.Time
}

// Limits returns the limits last seen, by host.
func (r *Resolver) Limits() map[string]Limit {
	if r.start() != nil {
		return nil
	}
	r.traffic.mu.Lock()
	defer r.traffic.mu.Unlock()
	return maps.Clone(r.traffic.limits)
}

// watch notes the limit in an answer's header. The lock is held.
func (t *traffic) watch(host string, h http.Header) {
	remaining, window, ok := quantity(h.Get("ratelimit-remaining"))
	if !ok {
		return
	}
	limit, _, _ := quantity(h.Get("ratelimit-limit"))
	t.limits[host] = Limit{Limit: limit, Remaining: remaining, Window: window, Seen: t.now()}
}

// quantity reads "76;w=21600": 76 in a window of six hours.
func quantity(s string) (n int, window time.Duration, ok bool) {
	number, rest, _ := strings.Cut(s, ";")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 0 {
		return 0, 0, false
	}
	if seconds, found := strings.CutPrefix(strings.TrimSpace(rest), "w="); found {
		if w, err := strconv.Atoi(seconds); err == nil && w > 0 {
			window = time.Duration(w) * time.Second
		}
	}
	return n, window, true
}

// nearlyUsed reports whether so few pulls are left that they are kept for
// those who share the address: a tenth, and at least five. HEAD requests go on
// and bring the news that there are more again.
func (l Limit) nearlyUsed(now time.Time) bool {
	if l.Seen.IsZero() || l.Window > 0 && now.Sub(l.Seen) > l.Window {
		return false
	}
	return l.Remaining < max(l.Limit/10, 5)
}

// isPull reports whether a request counts as a pull.
func isPull(req *http.Request) bool {
	return req.Method == http.MethodGet && strings.Contains(req.URL.Path, "/manifests/")
}
