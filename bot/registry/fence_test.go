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

func TestFence(t *testing.T) {
	t.Parallel()
	f := newFence(mirrors(t, "docker.io=http://10.0.0.5:5000,ghcr.example.com=https://127.0.0.1:6000"))
	for asked, want := range map[string]string{
		"https://10.0.0.5:5000/v2/":    "http://10.0.0.5:5000/v2/",
		"http://10.0.0.5:5000/v2/":     "http://10.0.0.5:5000/v2/",
		"http://10.0.0.5:5001/token":   "http://10.0.0.5:5001/token",
		"http://10.0.0.6:5000/v2/":     "",
		"https://10.0.0.6:5000/v2/":    "https://10.0.0.6:5000/v2/",
		"http://registry.example.com/": "",
		"http://127.0.0.1:6000/v2/":    "",
		"http://127.0.0.1:7000/v2/":    "http://127.0.0.1:7000/v2/",
		"http://localhost:7000/v2/":    "http://localhost:7000/v2/",
		"http://[::1]:7000/v2/":        "http://[::1]:7000/v2/",
	} {
		req, err := http.NewRequest(http.MethodGet, asked, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if passed, err := f.pass(req); err == nil {
			got = passed.URL.String()
		}
		if got != want {
			t.Errorf("%s is asked as %q, want %q", asked, got, want)
		}
	}
}

func TestPublicOnlyRefusesInnerAddresses(t *testing.T) {
	t.Parallel()
	for address, public := range map[string]bool{
		"93.184.215.14:443": true, "[2606:4700::1]:443": true,
		"127.0.0.1:5000": false, "10.1.2.3:443": false, "192.168.1.1:80": false, "169.254.169.254:80": false, "100.100.1.1:443": false,
		"[::1]:80": false, "[fe80::1]:80": false, "[fd00::1]:80": false, "[::ffff:127.0.0.1]:80": false, "0.0.0.0:80": false, "host:80": false,
	} {
		if got := checkPublic(address) == nil; got != public {
			t.Errorf("%s is public: %v", address, got)
		}
	}
}

func TestPublicOnlyAsksMirrorsWhereverTheyAre(t *testing.T) {
	t.Parallel()
	reg := rt.NewNode("22.21.1")
	server := httptest.NewServer(reg)
	defer server.Close()
	r := &Resolver{PublicOnly: true, Keychain: noKeys{}, Mirrors: mirrors(t, "docker.io="+server.URL)}
	if _, err := r.Resolve(t.Context(), ref(t, "node:22")); err != nil {
		t.Errorf("the mirror: %v", err)
	}
	other := httptest.NewServer(reg)
	defer other.Close()
	reg.ResetCounts()
	inner := ref(t, other.Listener.Addr().String()+"/library/node:22")
	if _, err := r.Resolve(t.Context(), inner); !errors.Is(err, image.ErrUnavailable) || !strings.Contains(err.Error(), "not a public one") {
		t.Errorf("an inner address: %v", err)
	}
	if reg.Count("GET", rt.Ping)+reg.Lookups() != 0 {
		t.Error("the inner address was asked")
	}
}
