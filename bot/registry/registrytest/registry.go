// Package registrytest is an image registry in memory, with faults to order. It
// is a real http.Handler: tests serve it over loopback, and the demonstration
// serves it beside the bot. Its images are tiny, multi-platform and the same,
// digest for digest, each time.
package registrytest

import (
	"io"
	"log"
	"net/http"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/registry"
)

// A Registry is an image registry in memory. Make one with New or NewNode.
type Registry struct {
	handler http.Handler
	blobs   registry.BlobPutHandler

	mu     sync.Mutex
	counts map[string]int
	fault  Fault
	tokens *tokens
}

// New returns an empty registry.
func New() *Registry {
	blobs := registry.NewInMemoryBlobHandler()
	return &Registry{
		handler: registry.New(registry.WithBlobHandler(blobs), registry.Logger(log.New(io.Discard, "", 0))),
		blobs:   blobs.(registry.BlobPutHandler),
		counts:  map[string]int{},
	}
}

// ServeHTTP implements http.Handler.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.counts[req.Method+" "+kind(req)]++
	fault, tokens := r.fault, r.tokens
	r.mu.Unlock()
	if fault != nil && fault(w, req) {
		return
	}
	if tokens != nil && !tokens.allow(w, req) {
		return
	}
	if repo, ok := strings.CutSuffix(req.URL.Path, "/tags/list"); ok && req.URL.Query().Get("n") != "" {
		r.listTags(w, req, strings.TrimPrefix(repo, "/v2/"))
		return
	}
	r.handler.ServeHTTP(w, req)
}

// The kinds of requests that are counted.
const (
	Ping     = "ping"
	Manifest = "manifest"
	Blob     = "blob"
	Tags     = "tags"
	Token    = "token"
)

// kind says what a request asks for.
func kind(req *http.Request) string {
	switch p := req.URL.Path; {
	case p == "/token":
		return Token
	case strings.Contains(p, "/manifests/"):
		return Manifest
	case strings.Contains(p, "/blobs/"):
		return Blob
	case strings.HasSuffix(p, "/tags/list"):
		return Tags
	}
	return Ping
}

// Count returns how many requests of a method and kind were made.
func (r *Registry) Count(method, kind string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[method+" "+kind]
}

// Lookups returns how many requests for manifests were made, of any method.
func (r *Registry) Lookups() int {
	return r.Count(http.MethodHead, Manifest) + r.Count(http.MethodGet, Manifest)
}

// ResetCounts starts the counts anew.
func (r *Registry) ResetCounts() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts = map[string]int{}
}

// Mirrors returns the mirror configuration that sends the look-ups for these
// hosts to the registry, which is served at base ("http://127.0.0.1:5000").
// Docker Hub's images are at the root and those of other hosts below the
// host's name.
func Mirrors(base string, hosts ...string) string {
	var list []string
	for _, host := range hosts {
		if host == "docker.io" {
			list = append(list, host+"="+base)
		} else {
			list = append(list, host+"="+base+"/"+host)
		}
	}
	return strings.Join(list, ",")
}
