package ghsim

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// usage counts what an installation has used of its hourly requests.
type usage struct {
	reset   time.Time
	used    int
	content []time.Time // of the content-creating requests of the last minute
}

// usage returns the counter that a request draws on.
func (c *call) usage() *usage {
	key := "anyone"
	switch {
	case c.token != nil:
		key = strconv.FormatInt(c.token.installation.id, 10)
	case c.app != nil:
		key = "app " + c.app.Slug
	}
	key += " " + c.resource()
	if c.Sim.usage == nil {
		c.Sim.usage = make(map[string]*usage)
	}
	u := c.Sim.usage[key]
	if u == nil {
		u = new(usage)
		c.Sim.usage[key] = u
	}
	if now := c.now(); !now.Before(u.reset) {
		*u = usage{reset: now.Add(time.Hour), content: u.content}
	}
	return u
}

func (c *call) resource() string {
	if isGraphQL(c.r.URL.Path) {
		return "graphql"
	}
	return "core"
}

// limit counts the request and refuses it when the installation has none left.
func (c *call) limit() error {
	u := c.usage()
	if u.used >= or(c.RateLimit, 5000) {
		return &failure{status: http.StatusForbidden, message: "API rate limit exceeded for installation."}
	}
	u.used++
	if c.ContentPerMinute == 0 || !c.createsContent() {
		return nil
	}
	now := c.now()
	for len(u.content) > 0 && now.Sub(u.content[0]) >= time.Minute {
		u.content = u.content[1:]
	}
	if len(u.content) >= c.ContentPerMinute {
		wait := time.Minute - now.Sub(u.content[0])
		no := secondaryLimit(strconv.Itoa(int(wait/time.Second) + 1))
		return &failure{status: no.status, message: no.body.(obj)["message"].(string), header: no.header}
	}
	u.content = append(u.content, now)
	return nil
}

// createsContent reports whether the request writes something that notifies
// people: git objects and refs do not.
func (c *call) createsContent() bool {
	return c.r.Method != http.MethodGet && c.repo != nil && !strings.Contains(c.r.URL.Path, "/git/")
}

// limitHeaders says how much is left.
func (c *call) limitHeaders(h http.Header) {
	u := c.usage()
	limit := or(c.RateLimit, 5000)
	h.Set("X-Ratelimit-Limit", strconv.Itoa(limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(max(limit-u.used, 0)))
	h.Set("X-Ratelimit-Used", strconv.Itoa(u.used))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(u.reset.Unix(), 10))
	h.Set("X-Ratelimit-Resource", c.resource())
}

func rateLimit(c *call) (answer, error) {
	u := c.usage()
	u.used-- // asking is free
	limit := or(c.RateLimit, 5000)
	rate := obj{"limit": limit, "used": u.used, "remaining": max(limit-u.used, 0), "reset": u.reset.Unix(), "resource": "core"}
	return ok(obj{"resources": obj{"core": rate, "search": rate, "graphql": rate}, "rate": rate})
}
