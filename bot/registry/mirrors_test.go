package registry

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseMirrors(t *testing.T) {
	t.Parallel()
	got, err := ParseMirrors(" docker.io=http://127.0.0.1:5000/hub/ , ghcr.example.com=https://cache.example.com,localhost:5000=http://[::1]:80/a/b,")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{}
	for _, name := range []string{"node:22", "ghcr.example.com/acme/api:1", "localhost:5000/team/node", "quay.example.com/acme/api", "gcr.io/distroless/static"} {
		repo, err := got.repository(ref(t, name))
		if err != nil {
			t.Fatal(err)
		}
		asked[name] = repo.Scheme() + " " + repo.Name()
	}
	want := map[string]string{
		"node:22":                     "http 127.0.0.1:5000/hub/library/node",
		"ghcr.example.com/acme/api:1": "https cache.example.com/acme/api",
		"localhost:5000/team/node":    "http [::1]:80/a/b/team/node",
		"quay.example.com/acme/api":   "https quay.example.com/acme/api",
		"gcr.io/distroless/static":    "https gcr.io/distroless/static",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked at (-want +got):\n%s", diff)
	}
	if none, err := ParseMirrors(""); err != nil || len(none) != 0 {
		t.Errorf("no mirrors: %v, %v", none, err)
	}
	hub, err := ParseMirrors("index.docker.io=http://127.0.0.1:5000")
	if err != nil || hub["docker.io"] == nil {
		t.Errorf("Docker Hub by its other name: %v, %v", hub, err)
	}
}

func TestParseMirrorsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	secret := "pass" + "word"
	for entry, want := range map[string]string{
		"docker.io":                                     "an entry is not HOST=URL",
		"=http://x":                                     "want a host",
		"docker.io/library=http://x":                    "want a host",
		"docker.io=":                                    "must begin with http",
		"docker.io=127.0.0.1:5000":                      "cannot be read",
		"docker.io=ftp://x":                             "must begin with http",
		"docker.io=http://":                             "has no host",
		"docker.io=http://x?a=b":                        "must not have a query",
		"docker.io=http://u:" + secret + "@x":           "holds credentials",
		"docker.io=http://%zz" + secret:                 "cannot be read",
		"a.example.com=http://x,a.example.com=http://y": "given twice",
	} {
		_, err := ParseMirrors(entry)
		if err == nil || !strings.HasPrefix(err.Error(), "registry mirror") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %s", entry, err, want)
		}
	}
}
