package gh

import (
	"context"
	"net/http"
	"time"

	"github.com/nodedock/nodedock/bot/publish"
)

// GitHub allows an installation 80 requests that create content a minute and
// 500 an hour, and 900 points a minute, where a write is 5 and a read is 1.
// What is left of that is for people who act through other Apps' tokens.
const (
	perMinute, perHour = 75, 470
	pointsPerMinute    = 840

	// longestWait is how long a request waits for its turn; when it would be
	// longer the work is put off instead.
	longestWait = 3 * time.Second
)

// pace keeps an installation's requests below GitHub's limits, before GitHub
// has to refuse any. All workers of a process share it.
type pace struct {
	minute, hour, points window
	// next is the turn of the next work that is put off: each gets its own, so
	// that they do not all come back at once.
	next time.Time
}

// share is what this process may take of a limit.
func (a *App) share(limit int) int {
	if a.Replicas == nil {
		return limit
	}
	return max(limit/max(a.Replicas(), 1), 1)
}

// ready returns a *RateLimit when n requests that create content could not be
// made soon: better to put the work off than to stop in the middle.
func (in *installation) ready(n int) error {
	l, now := &in.limits, in.app.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	p := &l.pace
	minute, hour := in.app.share(perMinute), in.app.share(perHour)
	wait := max(p.minute.wait(time.Minute, minute, n, now), p.hour.wait(time.Hour, hour, n, now))
	if wait <= longestWait {
		return nil
	}
	apart := time.Duration(n) * time.Minute / time.Duration(minute)
	if p.hour.wait(time.Hour, hour, n, now) > longestWait {
		apart = time.Duration(n) * time.Hour / time.Duration(hour)
	}
	turn := now.Add(wait)
	if turn.Before(p.next) {
		turn = p.next
	}
	p.next = turn.Add(apart)
	return &RateLimit{Until: turn, Installation: in.id}
}

// turn waits for the turn of a request. Its error is a *RateLimit when that
// would take long.
func (in *installation) turn(ctx context.Context, req *http.Request) error {
	points, content := cost(req)
	now := in.app.now()
	in.limits.mu.Lock()
	p := &in.limits.pace
	wait := max(
		p.points.wait(time.Minute, in.app.share(pointsPerMinute), points, now),
		p.minute.wait(time.Minute, in.app.share(perMinute), content, now),
		p.hour.wait(time.Hour, in.app.share(perHour), content, now))
	if wait <= longestWait {
		p.points.add(points, now.Add(wait))
		p.minute.add(content, now.Add(wait))
		p.hour.add(content, now.Add(wait))
	}
	in.limits.mu.Unlock()
	switch {
	case wait > longestWait:
		return &RateLimit{Until: now.Add(wait), Installation: in.id}
	case wait > 0:
		return in.app.sleep(ctx, wait)
	}
	return nil
}

// cost returns how much of GitHub's limits a request takes.
func cost(req *http.Request) (points, content int) {
	switch {
	case req.Method == http.MethodGet, req.Method == http.MethodHead:
		return 1, 0
	case apiOf(req) == "graphql":
		return 1, 0 // only queries are asked
	case createsContent(req):
		return 5, 1
	}
	return 5, 0
}

// content returns how many requests that create content the ops are.
func content(ops []publish.Op) (n int) {
	for _, op := range ops {
		switch op := op.(type) {
		case publish.OpenPull:
			n += 1 + min(len(op.Labels), 1) + min(len(op.Reviewers), 1)
		case publish.EditPull, publish.Review, publish.Note, publish.ClosePull:
			n++
		}
	}
	return n
}

// A window remembers what was done within a time, so that no more is done in
// any such time than is allowed.
type window struct {
	done []done // in order
	sum  int
}

type done struct {
	at time.Time
	n  int
}

// wait returns how long to wait until n more are allowed, of limit in any span.
// What is more than the limit by itself has to wait for all that went before.
func (w *window) wait(span time.Duration, limit, n int, now time.Time) time.Duration {
	gone := 0
	for gone < len(w.done) && now.Sub(w.done[gone].at) >= span {
		w.sum -= w.done[gone].n
		gone++
	}
	w.done = w.done[gone:]
	left := w.sum
	for _, d := range w.done {
		if n == 0 || left+n <= limit || left == 0 {
			break
		}
		left -= d.n
		if left+n <= limit || left == 0 {
			return d.at.Add(span).Sub(now)
		}
	}
	return 0
}

// add notes that n were done.
func (w *window) add(n int, at time.Time) {
	if n > 0 {
		w.done = append(w.done, done{at, n})
		w.sum += n
	}
}
