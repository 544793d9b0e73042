package ghsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ServeHTTP answers an API request.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = withoutBase(r)
	fault := s.fault(r.Method, r.URL.Path)
	if fault.Before != nil {
		fault.Before(r)
	}
	entry := logEntry(r)
	if a, no := fault.answer(s.now()); no {
		entry.Status = a.status
		s.record(entry)
		s.write(w, r, a)
		return
	}
	if fault.CutBefore {
		s.record(entry)
		panic(http.ErrAbortHandler)
	}
	held := &holder{ResponseWriter: w, truncate: fault.Truncate}
	s.answer(held, r)
	if fault.CutAfter {
		s.record(entry)
		panic(http.ErrAbortHandler)
	}
	entry.Status = held.answer.status
	entry.Write = entry.Write && !held.readOnly
	s.record(entry)
	s.write(w, r, held.answer)
}

// A holder keeps the answer of a route until the faults had their say.
type holder struct {
	http.ResponseWriter
	answer   answer
	truncate bool
	readOnly bool // a GraphQL query, though it was a POST
}

// answer answers a request, all of it under the lock.
func (s *Sim) answer(held *holder, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(held, r.Body, 40<<20))
	if err != nil {
		held.answer = (&failure{status: http.StatusRequestEntityTooLarge, message: "Request body too large"}).answer()
		return
	}
	to, found := match(r)
	if !found {
		to.do = func(*call) (answer, error) { return answer{}, notFound }
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Sim: s, r: r, body: body, held: held}
	a, err := c.do(to.need, to.do)
	var no *failure
	if errors.As(err, &no) {
		a = no.answer()
	} else if err != nil {
		a = (&failure{status: http.StatusInternalServerError, message: err.Error()}).answer()
	}
	header := http.Header{}
	c.limitHeaders(header)
	for key, values := range a.header {
		header[key] = values
	}
	a.header, a.status = header, or(a.status, http.StatusOK)
	held.answer = a
}

func (c *call) do(need string, do func(*call) (answer, error)) (answer, error) {
	if err := c.authorize(need); err != nil {
		return answer{}, err
	}
	if err := c.limit(); err != nil {
		return answer{}, err
	}
	return do(c)
}

// write sends an answer, or 304 when the client has it already.
func (s *Sim) write(w http.ResponseWriter, r *http.Request, a answer) {
	for key, values := range a.header {
		w.Header()[key] = values
	}
	if a.body == nil {
		w.WriteHeader(or(a.status, http.StatusOK))
		return
	}
	if data, is := a.body.(raw); is {
		w.Header().Set("Content-Type", "application/vnd.github.raw; charset=utf-8")
		_, _ = w.Write(data) // a client that hung up needs no answer
		return
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a.body); err != nil {
		http.Error(w, fmt.Sprintf("encode answer: %v", err), http.StatusInternalServerError)
		return
	}
	if r.Method == http.MethodGet && or(a.status, http.StatusOK) == http.StatusOK {
		tag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(b.Bytes()))
		w.Header().Set("Etag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(or(a.status, http.StatusOK))
	_, _ = w.Write(b.Bytes()) // a client that hung up needs no answer
}

// withoutBase returns the request with its path from /repos, /app, … on: the
// base path of GitHub Enterprise Server is dropped.
func withoutBase(r *http.Request) *http.Request {
	if !strings.HasPrefix(r.URL.Path, "/api/v3/") {
		return r
	}
	out := r.Clone(r.Context())
	out.URL.Path = strings.TrimPrefix(r.URL.Path, "/api/v3")
	out.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, "/api/v3")
	return out
}

func isGraphQL(path string) bool { return path == "/graphql" || path == "/api/graphql" }

// logEntry starts a request's line in the log.
func logEntry(r *http.Request) Request {
	e := Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, API: "rest", Write: r.Method != http.MethodGet}
	switch {
	case isGraphQL(r.URL.Path):
		e.API = "graphql"
	case r.URL.Path == "/app" || strings.HasPrefix(r.URL.Path, "/app/"):
		e.API = "auth"
	}
	return e
}

func (s *Sim) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
}
