package registrytest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/nodedock/nodedock/fixes/image"
)

// Push stores an image under a reference and returns the digest that the
// reference then has: the index's, or the platform manifest's of a single
// image. It panics when the reference cannot be read or stored: that is a
// mistake in the test.
func (r *Registry) Push(ref string, spec ImageSpec) image.Digest {
	parsed := parse(ref)
	built := build(spec)
	for _, b := range built.blobs {
		hash, _, err := v1.SHA256(bytes.NewReader(b))
		check(err)
		check(r.blobs.Put(context.Background(), "", hash, io.NopCloser(bytes.NewReader(b))))
	}
	repo := repository(parsed)
	for _, m := range built.manifests {
		r.put(repo, string(m.digest()), m)
	}
	r.put(repo, parsed.Tag, built.top)
	return built.top.digest()
}

// Move points the tag of a reference to the image that another one names now.
// It panics when there is none.
func (r *Registry) Move(ref, to string) image.Digest {
	source := parse(to)
	target := source.Tag
	if target == "" {
		target = string(source.Digest)
	}
	answer := r.do(http.MethodGet, repository(source)+"/manifests/"+target, blob{})
	if answer.status != http.StatusOK {
		panic(fmt.Sprintf("registrytest: %s: status %d", to, answer.status))
	}
	parsed := parse(ref)
	m := blob{answer.header.Get("Content-Type"), answer.body.Bytes()}
	r.put(repository(parsed), parsed.Tag, m)
	return m.digest()
}

// Delete removes what a reference names: a tag, or a manifest by digest.
func (r *Registry) Delete(ref string) {
	parsed := parse(ref)
	target := parsed.Tag
	if target == "" {
		target = string(parsed.Digest)
	}
	r.do(http.MethodDelete, repository(parsed)+"/manifests/"+target, blob{})
}

// Digest returns what a tag points to, "" when there is no such tag.
func (r *Registry) Digest(ref string) image.Digest {
	parsed := parse(ref)
	a := r.do(http.MethodHead, repository(parsed)+"/manifests/"+parsed.Tag, blob{})
	if a.status != http.StatusOK {
		return ""
	}
	return image.Digest(a.header.Get("Docker-Content-Digest"))
}

// Tags returns the tags of an image, sorted.
func (r *Registry) Tags(name string) []string { return r.tagsOf(repository(parse(name))) }

// tagsOf returns the tags of a repository, sorted.
func (r *Registry) tagsOf(repo string) []string {
	var list struct{ Tags []string }
	a := r.do(http.MethodGet, repo+"/tags/list", blob{})
	if a.status == http.StatusOK {
		check(json.Unmarshal(a.body.Bytes(), &list))
	}
	return list.Tags
}

// put stores a manifest under a tag or digest.
func (r *Registry) put(repo, target string, m blob) {
	if a := r.do(http.MethodPut, repo+"/manifests/"+target, m); a.status != http.StatusCreated {
		panic(fmt.Sprintf("registrytest: put %s:%s: status %d: %s", repo, target, a.status, a.body.String()))
	}
}

// do asks the registry without faults, tokens and counts.
func (r *Registry) do(method, path string, m blob) *answer {
	req, err := http.NewRequest(method, "http://registry.invalid/v2/"+path, bytes.NewReader(m.bytes))
	check(err)
	req.Header.Set("Content-Type", m.mediaType)
	a := &answer{header: http.Header{}, status: http.StatusOK}
	r.handler.ServeHTTP(a, req)
	return a
}

// answer is a response that was kept.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// parse reads a reference; one without a tag means latest.
func parse(ref string) image.Ref {
	parsed, err := image.Parse(ref)
	check(err)
	if parsed.Bare() {
		parsed = parsed.WithTag("latest")
	}
	return parsed
}

// repository returns the path below which an image is stored.
func repository(ref image.Ref) string {
	if ref.Domain == "docker.io" {
		return ref.Path
	}
	return ref.Domain + "/" + ref.Path
}

func check(err error) {
	if err != nil {
		panic("registrytest: " + err.Error())
	}
}
