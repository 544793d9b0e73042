package gh

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// transport makes an installation's requests: within its limits, with its
// token, again when that is safe.
type transport struct{ installation *installation }

// maxRetries is how often a request is made again after a failure that may
// pass.
const maxRetries = 2

// backOff returns how long to wait before a retry.
func backOff(try int) time.Duration {
	return 200*time.Millisecond<<try + rand.N(100*time.Millisecond)
}

// RoundTrip implements http.RoundTripper. Its errors are those of the network
// and *RateLimit.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	in, ctx := t.installation, req.Context()
	if err := in.limits.blocked(in.id, in.app.now()); err != nil {
		return nil, err
	}
	if err := in.turn(ctx, req); err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		resp, err := t.once(req)
		failed := err != nil && !isLimit(err) && !isTokenError(err) || err == nil && resp.StatusCode >= 500
		if !failed || try == maxRetries || ctx.Err() != nil || !mayRepeat(req) {
			return resp, err
		}
		if resp != nil {
			drain(resp)
		}
		if err := in.app.sleep(ctx, backOff(try)); err != nil {
			return nil, err
		}
	}
}

// once sends the request with a token, and once more with a new token when
// GitHub refuses the one that was kept.
func (t *transport) once(req *http.Request) (*http.Response, error) {
	in := t.installation
	for fresh := false; ; fresh = true {
		if err := in.limits.blocked(in.id, in.app.now()); err != nil {
			return nil, err
		}
		tok, err := in.tokens.get(req.Context())
		if err != nil {
			return nil, &tokenError{err}
		}
		resp, err := t.send(req, tok)
		if err != nil || resp.StatusCode != http.StatusUnauthorized {
			return resp, err
		}
		in.tokens.drop(tok)
		if fresh {
			return resp, nil
		}
		drain(resp)
	}
}

// send makes the request once and recognises limits.
func (t *transport) send(req *http.Request, tok token) (*http.Response, error) {
	in := t.installation
	out := req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = body
	}
	if base, err := in.app.base(); err == nil && out.URL.Host == base.Host {
		out.Header.Set("Authorization", "token "+string(tok)) // a redirect elsewhere gets none
	}
	in.app.observe(req.Context(), apiOf(req))
	resp, err := in.app.roundTripper().RoundTrip(out)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusTooManyRequests {
		in.limits.passed()
		return resp, nil
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if until, limited := limitOf(resp, body, in.app.now()); limited {
		return nil, in.limits.stop(in.id, until, in.app.now())
	}
	return resp, nil
}

// drain lets the connection be used again.
func drain(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	resp.Body.Close()
}

// tokenError is the failure to get a token, which was retried already.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

func isTokenError(err error) bool { _, ok := err.(*tokenError); return ok }
func isLimit(err error) bool      { _, ok := err.(*RateLimit); return ok }

func apiOf(req *http.Request) string {
	if strings.HasSuffix(req.URL.Path, "/graphql") {
		return "graphql"
	}
	return "rest"
}

// mayRepeat reports whether doing the request twice is the same as once. Git
// objects are named by their content, a reaction is there or not, and a ref
// that is moved to where it is stays there.
func mayRepeat(req *http.Request) bool {
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodPatch, http.MethodDelete:
		return true
	case http.MethodPost:
		return apiOf(req) == "graphql" || hasSuffix(req.URL.Path, "/git/trees", "/git/blobs", "/git/commits", "/reactions")
	}
	return false
}

// createsContent reports whether GitHub counts a write among those that create
// content. Git objects, branches and reactions notify nobody.
func createsContent(req *http.Request) bool {
	return !strings.Contains(req.URL.Path, "/git/") && !hasSuffix(req.URL.Path, "/reactions")
}

func hasSuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}
