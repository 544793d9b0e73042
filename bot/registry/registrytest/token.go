package registrytest

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
)

// RequireToken makes the registry ask for a bearer token, which it hands out at
// /token: to anybody when user is "", else to that user.
func (r *Registry) RequireToken(user, password string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens = &tokens{user: user, password: password}
}

// ExpireTokens makes the tokens that were handed out worthless.
func (r *Registry) ExpireTokens() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens.serial.Add(1)
}

// RequireTokenOf is RequireToken with another address for the token server,
// which is served by whoever calls it: the registry answers there too.
func (r *Registry) RequireTokenOf(realm, user, password string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens = &tokens{realm: realm, user: user, password: password}
}

// tokens is a token server.
type tokens struct {
	realm          string // "": the registry's own
	user, password string
	serial         atomic.Int64
}

// current is the token that is good now.
func (t *tokens) current() string { return fmt.Sprintf("token-%d", t.serial.Load()) }

// allow hands out tokens, and reports whether another request may pass; it has
// answered when not.
func (t *tokens) allow(w http.ResponseWriter, req *http.Request) bool {
	if req.URL.Path == "/token" {
		t.issue(w, req)
		return false
	}
	if req.Header.Get("Authorization") == "Bearer "+t.current() {
		return true
	}
	realm := t.realm
	if realm == "" {
		realm = "http://" + req.Host + "/token"
	}
	challenge := fmt.Sprintf(`Bearer realm=%q,service="registrytest"`, realm)
	if repo, _, ok := strings.Cut(strings.TrimPrefix(req.URL.Path, "/v2/"), "/manifests/"); ok {
		challenge += fmt.Sprintf(`,scope="repository:%s:pull"`, repo)
	}
	w.Header().Set("WWW-Authenticate", challenge)
	return !Status(http.StatusUnauthorized, "UNAUTHORIZED", "")(w, req)
}

// issue answers a request for a token.
func (t *tokens) issue(w http.ResponseWriter, req *http.Request) {
	user, password, _ := req.BasicAuth()
	if t.user != "" && (user != t.user || password != t.password) {
		Status(http.StatusUnauthorized, "UNAUTHORIZED", "")(w, req)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"token":%q}`, t.current())
}
