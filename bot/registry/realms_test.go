package registry

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	rt "github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/fixes/image"
)

// A mirror's token server may stand anywhere, and its storage too. Nobody else's
// registry leads to an address inside.
func TestAMirrorNamesItsOwnTokenServer(t *testing.T) {
	t.Parallel()
	reg := rt.NewNode("22.21.1")
	server, tokens := httptest.NewServer(reg), httptest.NewServer(reg)
	t.Cleanup(func() { server.Close(); tokens.Close() })
	reg.RequireTokenOf(tokens.URL+"/token?tenant=acme", "acme", "pass-"+"word")
	var asked []string
	reg.SetFault(func(_ http.ResponseWriter, req *http.Request) bool {
		if req.URL.Path == "/token" {
			asked = append(asked, req.Host+" "+req.URL.Query().Get("tenant")+" "+req.URL.Query().Get("service"))
		}
		return false
	})
	user := keys{"acme", "pass-" + "word"}
	r := &Resolver{PublicOnly: true, Keychain: user, Mirrors: mirrors(t, "docker.io="+server.URL)}
	got, err := r.Describe(t.Context(), ref(t, "node:22"))
	if err != nil || got.Digest != reg.Digest("node:22") || got.NodeVersion != "22.21.1" {
		t.Errorf("%+v, %v", got, err)
	}
	want := strings.TrimPrefix(tokens.URL, "http://") + " acme registrytest"
	if len(asked) == 0 || asked[0] != want {
		t.Errorf("asked for tokens: %q, want %q", asked, want)
	}

	asked = nil
	stranger := &Resolver{Keychain: user}
	inner := ref(t, server.Listener.Addr().String()+"/library/node:22")
	if _, err := stranger.Resolve(t.Context(), inner); !errors.Is(err, image.ErrUnavailable) || asked != nil {
		t.Errorf("a stranger's registry led to %q: %v", asked, err)
	}
}

func TestAMirrorMaySendToItsStorage(t *testing.T) {
	t.Parallel()
	reg := rt.NewNode("22.21.1")
	server, storage := httptest.NewServer(reg), httptest.NewServer(reg)
	t.Cleanup(func() { server.Close(); storage.Close() })
	reg.SetFault(rt.Only(http.MethodGet, rt.Blob, func(w http.ResponseWriter, req *http.Request) bool {
		if req.Host != server.Listener.Addr().String() {
			return false
		}
		http.Redirect(w, req, storage.URL+req.URL.Path, http.StatusTemporaryRedirect)
		return true
	}))
	r := &Resolver{PublicOnly: true, Keychain: noKeys{}, Mirrors: mirrors(t, "docker.io="+server.URL)}
	if got, err := r.Describe(t.Context(), ref(t, "node:22")); err != nil || got.NodeVersion != "22.21.1" {
		t.Errorf("%+v, %v", got, err)
	}
}
