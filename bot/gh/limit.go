package gh

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A RateLimit is an error that asks to leave an installation alone for a time.
type RateLimit struct {
	Until        time.Time
	Installation int64
}

func (e *RateLimit) Error() string {
	return fmt.Sprintf("GitHub's rate limit holds installation %d back until %s", e.Installation, e.Until.UTC().Format(time.RFC3339))
}

// RetryAt returns when the installation may be used again.
func (e *RateLimit) RetryAt() time.Time { return e.Until }

// limitOf reports whether an answer is a limit, and until when; the time is
// zero when GitHub does not say.
func limitOf(resp *http.Response, body []byte, now time.Time) (until time.Time, limited bool) {
	if resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusTooManyRequests {
		return time.Time{}, false
	}
	if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		return now.Add(time.Duration(after) * time.Second), true
	}
	if resp.Header.Get("X-RateLimit-Remaining") == "0" {
		return resetOf(resp), true
	}
	limited = resp.StatusCode == http.StatusTooManyRequests || strings.Contains(strings.ToLower(messageOf(body)), "rate limit")
	return time.Time{}, limited
}

// resetOf returns when GitHub's hourly limit begins anew, zero if unknown.
func resetOf(resp *http.Response) time.Time {
	reset, err := strconv.ParseInt(resp.Header.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(reset, 0)
}

// limits is what an installation may do now.
type limits struct {
	mu     sync.Mutex
	until  time.Time // nothing before
	strike int       // limits in a row for which GitHub named no time
	minute *rate.Limiter
	hour   *rate.Limiter
}

// GitHub allows 80 requests that create content a minute and 500 an hour. A
// bucket that is full and refills meanwhile stays within both.
const (
	minuteBurst, minuteRate = 20, 60
	hourBurst, hourRate     = 80, 420
	// longestWait is how long a request waits for its turn; when it would be
	// longer the work is put off instead.
	longestWait = 3 * time.Second
)

// stop notes a limit and returns it as an error.
func (l *limits) stop(installation int64, until, now time.Time) *RateLimit {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.IsZero() || until.Before(now) {
		until = now.Add(min(time.Minute<<l.strike, 16*time.Minute))
		l.strike = min(l.strike+1, 4)
	}
	if until.After(l.until) {
		l.until = until
	}
	return &RateLimit{Until: l.until, Installation: installation}
}

// passed notes that a request went through.
func (l *limits) passed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.strike = 0
}

// blocked returns the limit that is in force, nil for none.
func (l *limits) blocked(installation int64, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.until) {
		return &RateLimit{Until: l.until, Installation: installation}
	}
	return nil
}

func (l *limits) buckets() (minute, hour *rate.Limiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.minute == nil {
		l.minute = rate.NewLimiter(rate.Limit(minuteRate/60.0), minuteBurst)
		l.hour = rate.NewLimiter(rate.Limit(hourRate/3600.0), hourBurst)
	}
	return l.minute, l.hour
}

// ready returns a *RateLimit when n requests that create content could not be
// made soon: better to put the work off than to stop in the middle.
func (l *limits) ready(installation int64, n int, now time.Time) error {
	minute, hour := l.buckets()
	for _, bucket := range []*rate.Limiter{minute, hour} {
		missing := float64(min(n, bucket.Burst())) - bucket.TokensAt(now)
		wait := time.Duration(missing / float64(bucket.Limit()) * float64(time.Second))
		if wait > longestWait {
			return &RateLimit{Until: now.Add(wait), Installation: installation}
		}
	}
	return nil
}

// pace waits for the turn of a request that creates content.
func (l *limits) pace(ctx context.Context, in *installation) error {
	now := in.app.now()
	minute, hour := l.buckets()
	a, b := minute.ReserveN(now, 1), hour.ReserveN(now, 1)
	wait := max(a.DelayFrom(now), b.DelayFrom(now))
	if wait > longestWait {
		a.CancelAt(now)
		b.CancelAt(now)
		return &RateLimit{Until: now.Add(wait), Installation: in.id}
	}
	if wait > 0 {
		return in.app.sleep(ctx, wait)
	}
	return nil
}
