package ghsim

import (
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// A Fault makes requests go wrong. Of the faults that match a request the
// first that has not run out is used.
type Fault struct {
	// Method and Path say which requests: a method, or "" for all, and a
	// regular expression over the path without the API's base. Nil: all.
	Method string
	Path   *regexp.Regexp
	// Skip lets so many matching requests pass first, and Times limits how
	// many are hit; 0: all.
	Skip, Times int
	// Probability hits that share of the requests, drawn from Rand; 0: all.
	Probability float64
	Rand        *rand.Rand

	// Status answers so, with Message, in place of GitHub.
	Status  int
	Message string
	// RetryAfter is sent with Status, in whole seconds.
	RetryAfter time.Duration
	// Secondary answers with the secondary rate limit, and Primary with an
	// exhausted one that is reset after RetryAfter.
	Secondary, Primary bool
	// Before runs before the request is handled, outside all locks; it may
	// wait for a channel, or change the simulation to make a race.
	Before func(*http.Request)
	// CutBefore closes the connection instead of handling the request, and
	// CutAfter closes it when the request took effect, instead of answering.
	CutBefore, CutAfter bool
	// Truncate marks trees as truncated and leaves out their second half.
	Truncate bool

	seen, hit int
}

// AddFault adds a fault.
func (s *Sim) AddFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// ClearFaults ends all faults.
func (s *Sim) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault returns a copy of the fault for a request, or a zero one.
func (s *Sim) fault(method, path string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.matches(method, path) {
			f.hit++
			return *f
		}
	}
	return Fault{}
}

func (f *Fault) matches(method, path string) bool {
	if f.Method != "" && f.Method != method || f.Path != nil && !f.Path.MatchString(path) {
		return false
	}
	f.seen++
	if f.seen <= f.Skip || f.Times > 0 && f.hit >= f.Times {
		return false
	}
	return f.Probability == 0 || f.Rand == nil || f.Rand.Float64() < f.Probability
}

// answer returns what the fault answers with, if it does.
func (f *Fault) answer(now time.Time) (answer, bool) {
	seconds := strconv.Itoa(int(f.RetryAfter / time.Second))
	switch {
	case f.Secondary:
		return secondaryLimit(seconds), true
	case f.Primary:
		no := &failure{status: http.StatusForbidden, message: "API rate limit exceeded for installation."}
		no.header = http.Header{
			"X-Ratelimit-Remaining": {"0"},
			"X-Ratelimit-Reset":     {strconv.FormatInt(now.Add(f.RetryAfter).Unix(), 10)},
		}
		return no.answer(), true
	case f.Status != 0:
		no := &failure{status: f.Status, message: or(f.Message, http.StatusText(f.Status)), header: http.Header{}}
		if f.RetryAfter > 0 {
			no.header.Set("Retry-After", seconds)
		}
		return no.answer(), true
	}
	return answer{}, false
}

// secondaryLimit is GitHub's answer to too many requests at once.
func secondaryLimit(retryAfter string) answer {
	no := &failure{
		status:  http.StatusForbidden,
		message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
		header:  http.Header{"Retry-After": {retryAfter}},
	}
	if retryAfter == "0" {
		no.header = nil
	}
	return no.answer()
}
