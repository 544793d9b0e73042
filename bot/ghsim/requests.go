package ghsim

import "slices"

// A Request is one line of the request log.
type Request struct {
	Method string
	Path   string // without the API's base and the query
	Query  string
	// API is "rest", "graphql", or "auth" for what an App asks as itself,
	// such as tokens.
	API    string
	Status int // 0: the connection was cut
	// Write reports whether it was meant to change something.
	Write bool
}

// Requests returns what was asked since the last ResetRequests, in order.
func (s *Sim) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ResetRequests empties the request log.
func (s *Sim) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Writes counts the requests since the last ResetRequests that succeeded in
// changing something; getting a token is not a change.
func (s *Sim) Writes() int {
	n := 0
	for _, r := range s.Requests() {
		if r.Write && r.API != "auth" && r.Status < 400 {
			n++
		}
	}
	return n
}
