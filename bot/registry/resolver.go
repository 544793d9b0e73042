// Package registry answers the questions of an image.Resolver by asking image
// registries. It is the only package that talks to them.
//
// One Resolver serves a whole installation: what it was told it tells again
// until the time to live is over, and a question that several workers have at
// once is asked once. Each plan takes a Plan of it, so that one reference has
// one answer within a plan.
package registry

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/nodedock/nodedock/fixes/image"
)

// A Resolver is an image.Resolver over the network. Its zero value asks the
// registries themselves, with the credentials of the user's Docker (or Podman)
// configuration, credential helpers included. Set the fields before the first
// question; it must not be copied after it.
type Resolver struct {
	// Mirrors say where to ask instead.
	Mirrors Mirrors
	// Keychain holds the credentials; nil is authn.DefaultKeychain.
	Keychain authn.Keychain
	// Transport carries the requests; nil is one of the package's own.
	Transport http.RoundTripper
	// PublicOnly refuses registries at loopback, private and link-local
	// addresses, except for mirrors. A server sets it: the references that it
	// looks up were written by strangers. It needs the package's own
	// Transport.
	PublicOnly bool
	// TTL is how long an answer holds; 0 is an hour. That there is no such
	// image holds for a twelfth of it, that a registry did not answer for
	// half a minute at most.
	TTL time.Duration
	// Timeout bounds one look-up with all its requests and waits; 0 is 12 s.
	Timeout time.Duration
	// Now is the clock; nil is time.Now. Sleep waits before a request is
	// tried again; nil waits by a timer.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Jitter returns a number in [0, 1) that spreads retries; nil is random.
	Jitter func() float64
	// Log receives retries and pauses; nil drops them.
	Log *slog.Logger
	// OnRequest is called before each request that is sent.
	OnRequest func(*http.Request)

	setUp   sync.Once
	puller  *remote.Puller
	problem error // why there is no puller
	traffic *traffic
	tags    memo[[]string]
	infos   memo[image.Info]
	details memo[Details]
}

// start makes what the first question needs.
func (r *Resolver) start() error {
	r.setUp.Do(func() {
		r.TTL = or(r.TTL, time.Hour)
		r.Timeout = or(r.Timeout, 12*time.Second)
		r.fillHooks()
		if r.Keychain == nil {
			r.Keychain = authn.DefaultKeychain
		}
		r.traffic = newTraffic(r)
		for _, m := range []interface{ clock(func() time.Time) }{&r.tags, &r.infos, &r.details} {
			m.clock(r.Now)
		}
		r.puller, r.problem = remote.NewPuller(
			remote.WithAuthFromKeychain(r.Keychain),
			remote.WithTransport(r.traffic),
			remote.WithUserAgent("nodedock"),
			// The transport retries, by the registry's own advice.
			remote.WithRetryBackoff(remote.Backoff{Steps: 1}),
			remote.WithRetryPredicate(func(error) bool { return false }),
			remote.WithRetryStatusCodes(),
		)
	})
	return r.problem
}

// Resolve implements image.Resolver: it asks with a HEAD request, which Docker
// Hub does not count as a pull. Platforms and Manifests are filled in when they
// are known already.
func (r *Resolver) Resolve(ctx context.Context, ref image.Ref) (image.Info, error) {
	if err := r.start(); err != nil {
		return image.Info{}, unavailable(ref, err)
	}
	info, err := r.infos.get(ctx, key(ref), func() (image.Info, time.Duration, error) {
		ctx, cancel := r.lookUp(ctx)
		defer cancel()
		info, err := r.head(ctx, ref)
		return info, r.hold(err), err
	})
	return info, err
}

// Refresh is Resolve with a question to the registry even when an earlier answer
// still holds. The new answer takes its place.
func (r *Resolver) Refresh(ctx context.Context, ref image.Ref) (image.Info, error) {
	r.infos.forget(key(ref))
	return r.Resolve(ctx, ref)
}

// Config implements image.Resolver. What a digest stands for never changes, so
// it is fetched once and kept.
func (r *Resolver) Config(ctx context.Context, ref image.Ref) (image.Info, error) {
	d, err := r.Describe(ctx, ref)
	return d.info(), err
}

// Describe returns everything about the image that a reference names today.
func (r *Resolver) Describe(ctx context.Context, ref image.Ref) (Details, error) {
	info, err := r.Resolve(ctx, ref)
	if err != nil {
		return Details{}, err
	}
	return r.describe(ctx, ref, info.Digest)
}

// describe returns the details of one digest of ref's repository.
func (r *Resolver) describe(ctx context.Context, ref image.Ref, digest image.Digest) (Details, error) {
	if err := r.start(); err != nil {
		return Details{}, unavailable(ref, err)
	}
	exact := ref.WithDigest(digest).WithoutTag()
	d, err := r.details.get(ctx, key(exact), func() (Details, time.Duration, error) {
		ctx, cancel := r.lookUp(ctx)
		defer cancel()
		d, err := r.fetch(ctx, exact)
		if err == nil {
			return d, forever, nil
		}
		return d, r.hold(err), err
	})
	d.Ref = ref
	return d, err
}

// Tags implements image.Resolver. The tags are sorted.
func (r *Resolver) Tags(ctx context.Context, ref image.Ref) ([]string, error) {
	if err := r.start(); err != nil {
		return nil, unavailable(ref, err)
	}
	tags, err := r.tags.get(ctx, ref.Name(), func() ([]string, time.Duration, error) {
		ctx, cancel := r.lookUp(ctx)
		defer cancel()
		tags, err := r.list(ctx, ref)
		return tags, r.hold(err), err
	})
	return slices.Clone(tags), err
}

// key is the name that an answer is kept under. As image.Resolver says, the tag
// counts where there are a tag and a digest, and no tag is "latest".
func key(ref image.Ref) string {
	switch {
	case ref.Tag != "":
		return ref.Name() + ":" + ref.Tag
	case ref.Digest != "":
		return ref.Name() + "@" + string(ref.Digest)
	}
	return ref.Name() + ":latest"
}
