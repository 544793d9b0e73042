package registrytest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
)

// A Fault answers a request in the registry's place, or returns false to let
// the registry answer.
type Fault func(http.ResponseWriter, *http.Request) bool

// SetFault puts a fault in place; nil takes it away.
func (r *Registry) SetFault(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = f
}

// Status answers with a status and a registry's error body. retryAfter is the
// Retry-After header, "" for none.
func Status(status int, code, retryAfter string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"errors":[{"code":%q,"message":"out of order"}]}`, code)
		return true
	}
}

// Times limits a fault to the first n requests that it would answer.
func Times(n int, f Fault) Fault {
	var used atomic.Int64
	return func(w http.ResponseWriter, req *http.Request) bool {
		return used.Add(1) <= int64(n) && f(w, req)
	}
}

// Only limits a fault to requests of one kind, and to one method unless it is "".
func Only(method, wanted string, f Fault) Fault {
	return func(w http.ResponseWriter, req *http.Request) bool {
		return kind(req) == wanted && (method == "" || method == req.Method) && f(w, req)
	}
}

// Silent does not answer until the request is given up.
func Silent(_ http.ResponseWriter, req *http.Request) bool {
	<-req.Context().Done()
	return true
}

// Body answers 200 with a content type and body of its own.
func Body(contentType, body string) Fault {
	return func(w http.ResponseWriter, req *http.Request) bool {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(http.StatusOK)
		if req.Method != http.MethodHead {
			_, _ = w.Write([]byte(body))
		}
		return true
	}
}

// Headers adds headers to the registry's own answers, such as Docker Hub's
// "ratelimit-remaining".
func Headers(name, value string, more ...string) Fault {
	pairs := append([]string{name, value}, more...)
	return func(w http.ResponseWriter, _ *http.Request) bool {
		for i := 0; i+1 < len(pairs); i += 2 {
			w.Header().Set(pairs[i], pairs[i+1])
		}
		return false
	}
}

// listTags answers a paged tag list, with the Link header that leads on.
func (r *Registry) listTags(w http.ResponseWriter, req *http.Request, repo string) {
	size, err := strconv.Atoi(req.URL.Query().Get("n"))
	if err != nil || size < 1 {
		Status(http.StatusBadRequest, "UNSUPPORTED", "")(w, req)
		return
	}
	tags := r.tagsOf(repo)
	if len(tags) == 0 {
		Status(http.StatusNotFound, "NAME_UNKNOWN", "")(w, req)
		return
	}
	last := req.URL.Query().Get("last")
	for len(tags) > 0 && last != "" && tags[0] <= last {
		tags = tags[1:]
	}
	if len(tags) > size {
		tags = tags[:size]
		w.Header().Set("Link", fmt.Sprintf(`</v2/%s/tags/list?n=%d&last=%s>; rel="next"`, repo, size, tags[size-1]))
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"name":%q,"tags":["%s"]}`, repo, strings.Join(tags, `","`))
}
