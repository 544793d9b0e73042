package registry

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	rt "github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/fixes/image"
)

func TestRegistriesAgree(t *testing.T) {
	t.Parallel()
	t.Run("in memory", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(rt.New())
		t.Cleanup(server.Close)
		agrees(t, server.URL, noKeys{})
	})
	t.Run("distribution", func(t *testing.T) {
		t.Parallel()
		agrees(t, startDistribution(t, ""), noKeys{})
	})
	t.Run("distribution with tokens", func(t *testing.T) {
		t.Parallel()
		user := keys{"acme", "pass-" + "word"}
		server := newTokenServer(t, user)
		base := startDistribution(t, server.config(t))
		agrees(t, base, user)

		stranger := &Resolver{Keychain: keys{"acme", "wrong-" + "word"}, Mirrors: mirrors(t, "docker.io="+base+"/hub")}
		if _, err := stranger.Resolve(t.Context(), ref(t, "node:22")); !errors.Is(err, image.ErrUnavailable) {
			t.Errorf("with a wrong password: %v", err)
		}
	})
}

// agrees stores images in a registry and asks a Resolver about them.
func agrees(t *testing.T, base string, keychain authn.Keychain) {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range []rt.ImageSpec{rt.NodeImage("22.21.1", "bookworm"), {Docker: true, Attested: true, Env: []string{"NODE_VERSION=20.1.0"}}, {Single: true}} {
		tag, err := name.NewTag(u.Host+"/hub/library/node:22", name.Insecure)
		if err != nil {
			t.Fatal(err)
		}
		want, err := rt.Upload(t.Context(), tag, spec, remote.WithAuthFromKeychain(keychain))
		if err != nil {
			t.Fatal(err)
		}
		r := &Resolver{Keychain: keychain, Mirrors: mirrors(t, "docker.io="+base+"/hub")}
		got, err := r.Describe(t.Context(), ref(t, "node:22"))
		if err != nil {
			t.Fatal(err)
		}
		if got.Digest != want || got.Index == spec.Single || got.Platform != "linux/amd64" || len(got.Layers) == 0 {
			t.Errorf("got %+v, want %s", got, want)
		}
		if info, err := r.Resolve(t.Context(), ref(t, "node@"+string(want))); err != nil || info.Digest != want {
			t.Errorf("by digest: %+v, %v", info, err)
		}
		if tags, err := r.Tags(t.Context(), ref(t, "node")); err != nil || !cmp.Equal(tags, []string{"22"}) {
			t.Errorf("tags: %v, %v", tags, err)
		}
		for _, absent := range []string{"node:none", "acme/none:1", "node@" + none} {
			if _, err := r.Resolve(t.Context(), ref(t, absent)); !errors.Is(err, image.ErrNotFound) {
				t.Errorf("%s: %v", absent, err)
			}
		}
	}
}

// none is a digest that nothing has.
const none = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
