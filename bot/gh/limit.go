package gh

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
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
	until, told := toldLimit(resp, now)
	return until, told || resp.StatusCode == http.StatusTooManyRequests || speaksOfLimit(messageOf(body))
}

// toldLimit returns until when an answer's headers ask to wait; told is false
// when they do not.
func toldLimit(resp *http.Response, now time.Time) (until time.Time, told bool) {
	if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		return now.Add(time.Duration(after) * time.Second), true
	}
	if resp.Header.Get("X-RateLimit-Remaining") == "0" {
		return resetOf(resp), true
	}
	return time.Time{}, false
}

func speaksOfLimit(message string) bool {
	return strings.Contains(strings.ToLower(message), "rate limit")
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

	pace pace
}

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
