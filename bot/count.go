package bot

import (
	"sync"
	"time"
)

// maxCommands is how many commands a pull request may hold in an hour.
const maxCommands = 10

// commandCount counts the commands of the last hour by pull request.
type commandCount struct {
	mu    sync.Mutex
	given map[string][]given
}

type given struct {
	comment int64
	count   int
	at      time.Time
}

// allow counts the commands of a comment and reports whether they are not too
// many. A comment that is tried again counts once.
func (c *commandCount) allow(pull string, comment int64, count int, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	var recent []given
	total := count
	for _, g := range c.given[pull] {
		if now.Sub(g.at) >= time.Hour || g.comment == comment {
			continue
		}
		recent = append(recent, g)
		total += g.count
	}
	if c.given == nil || len(c.given) > 10_000 {
		c.given = map[string][]given{}
	}
	if total > maxCommands {
		c.given[pull] = recent
		return false
	}
	c.given[pull] = append(recent, given{comment, count, now})
	return true
}
