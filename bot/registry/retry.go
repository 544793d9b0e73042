package registry

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	// attempts is how often a request is sent, at most.
	attempts = 3
	// patience is the longest wait between two attempts. A registry that asks
	// for more is left alone for as long as it asks, up to maxPause.
	patience = 10 * time.Second
	maxPause = time.Hour
	// rest is how long a host is left alone that refused or did not answer all
	// attempts, so that a plan with many images does not wait for each.
	rest = 5 * time.Second
)

// verdict decides what becomes of an attempt: whether there is another, and
// after how long.
func (t *traffic) verdict(req *http.Request, attempt int, res *http.Response, err error) (wait time.Duration, again bool) {
	host := req.URL.Host
	switch {
	case err == nil && !transient(res.StatusCode), isProbe(req), hopeless(err):
		return 0, false
	case err != nil && req.Context().Err() != nil:
		if !errors.Is(req.Context().Err(), context.Canceled) {
			t.pause(host, rest)
		}
		return 0, false
	}
	wait = t.backoff(attempt)
	if res != nil {
		if asked := retryAfter(res.Header, t.now()); asked > patience {
			t.pause(host, min(asked, maxPause))
			return 0, false
		} else if asked > 0 {
			wait = asked
		}
	}
	if attempt >= attempts || !repeatable(req) || beyondDeadline(req.Context(), wait) {
		t.pause(host, rest)
		return 0, false
	}
	return wait, true
}

// hopeless reports an error that another attempt would meet again.
func hopeless(err error) bool {
	var own *harmlessError
	var dns *net.DNSError
	return errors.As(err, &own) || errors.As(err, &dns) && dns.IsNotFound
}

// transient reports whether a status may be another one soon.
func transient(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusRequestTimeout, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// backoff is the wait after an attempt: half a second, then a second and so
// on, spread by a half in both directions.
func (t *traffic) backoff(attempt int) time.Duration {
	wait := 500 * time.Millisecond << (attempt - 1)
	return time.Duration(float64(wait) * (0.5 + t.jitter()))
}

// retryAfter reads the Retry-After header, in seconds or as a date; 0 without one.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return min(time.Duration(seconds), 24*3600) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(date.Sub(now), 0)
	}
	return 0
}

// repeatable reports whether sending the request again does no harm.
func repeatable(req *http.Request) bool {
	return (req.Method == http.MethodGet || req.Method == http.MethodHead) && (req.Body == nil || req.Body == http.NoBody)
}

// beyondDeadline reports whether the context ends before a wait would.
func beyondDeadline(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < wait
}
