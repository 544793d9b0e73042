package registry

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/authn"

	rt "github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/fixes/image"
)

func TestRetriesWhatPasses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault rt.Fault
		slept []time.Duration
	}{
		"500 then OK":           {rt.Times(1, rt.Status(500, "UNKNOWN", "")), []time.Duration{500 * time.Millisecond}},
		"502 twice then OK":     {rt.Times(2, rt.Status(502, "", "")), []time.Duration{500 * time.Millisecond, time.Second}},
		"429 with a short wait": {rt.Times(1, rt.Status(429, "TOOMANYREQUESTS", "7")), []time.Duration{7 * time.Second}},
		"503 until a date":      {rt.Times(1, rt.Status(503, "", "Sun, 01 Mar 2026 12:00:03 GMT")), []time.Duration{3 * time.Second}},
		"the manifest fails":    {rt.Only("", rt.Manifest, rt.Times(1, rt.Status(500, "", ""))), []time.Duration{500 * time.Millisecond}},
		"nothing fails":         {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.registry.SetFault(c.fault)
			info, err := w.Resolve(t.Context(), ref(t, "node:22"))
			if err != nil || info.Digest != w.registry.Digest("node:22") {
				t.Errorf("got %+v, %v", info, err)
			}
			if diff := cmp.Diff(c.slept, w.slept); diff != "" {
				t.Errorf("waits (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGivesUpAndSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault rt.Fault
		want  string
		is    error
	}{
		"always 500":         {rt.Status(500, "UNKNOWN", ""), "registry not available: it answered 500 Internal Server Error (UNKNOWN)", image.ErrUnavailable},
		"a long Retry-After": {rt.Status(429, "TOOMANYREQUESTS", "3600"), "registry not available: it answered 429 Too Many Requests (TOOMANYREQUESTS)", image.ErrUnavailable},
		"denied, by the GET": {rt.Only("", rt.Manifest, rt.Status(403, "DENIED", "")), "registry not available: it answered 403 Forbidden (DENIED)", image.ErrUnavailable},
		"no such image":      {rt.Only("", rt.Manifest, rt.Status(404, "MANIFEST_UNKNOWN", "")), "no such image", image.ErrNotFound},
		"a page not found":   {rt.Only("", rt.Manifest, func(w http.ResponseWriter, r *http.Request) bool { http.NotFound(w, r); return true }), "registry not available: it answered 404 Not Found, not as a registry does", image.ErrUnavailable},
		"a web page":         {rt.Only("", rt.Manifest, rt.Body("text/html", "<html>")), "registry not available: it answered with something that is no image manifest", image.ErrUnavailable},
		"a list of nothing":  {rt.Only("", rt.Manifest, rt.Body("application/json", "[]")), "registry not available: it answered with something that is no image manifest", image.ErrUnavailable},
		"an old schema":      {rt.Only("", rt.Manifest, rt.Body("application/vnd.docker.distribution.manifest.v1+json", `{"schemaVersion":1}`)), "registry not available: it answered with something that is no image manifest", image.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.registry.SetFault(c.fault)
			info, err := w.Resolve(t.Context(), ref(t, "node:22"))
			if !errors.Is(err, c.is) || err.Error() != "node:22: "+c.want || info.Digest != "" {
				t.Errorf("got %+v, %v", info, err)
			}
		})
	}
}

func TestAWrongContentTypeIsSeenThrough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const index = `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}`
	w.registry.SetFault(rt.Only("", rt.Manifest, rt.Body("application/json", index)))
	info, err := w.Resolve(t.Context(), ref(t, "node:22"))
	if err != nil || !info.Index || !info.Digest.Valid() {
		t.Errorf("got %+v, %v", info, err)
	}
	if _, err := w.Config(t.Context(), ref(t, "node:22")); !errors.Is(err, image.ErrUnavailable) || !strings.Contains(err.Error(), "names no image") {
		t.Errorf("config of an empty index: %v", err)
	}
}

func TestHeadWithoutADigestIsAskedAgainByGet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.SetFault(rt.Only("HEAD", rt.Manifest, rt.Body("application/vnd.oci.image.index.v1+json", "{}")))
	info, err := w.Resolve(t.Context(), ref(t, "node:22"))
	if err != nil || info.Digest != w.registry.Digest("node:22") || !info.Index {
		t.Errorf("got %+v, %v", info, err)
	}
}

func TestADigestThatDoesNotMatchIsRefused(t *testing.T) {
	t.Parallel()
	other := `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}`
	for name, fault := range map[string]rt.Fault{
		"manifest": rt.Only("GET", rt.Manifest, rt.Body("application/vnd.oci.image.index.v1+json", other)),
		"config":   rt.Only("GET", rt.Blob, rt.Body("application/octet-stream", "{}")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.registry.SetFault(fault)
			got, err := w.Config(t.Context(), ref(t, "node:22"))
			if !errors.Is(err, image.ErrUnavailable) || got.Digest != "" {
				t.Errorf("got %+v, %v", got, err)
			}
			w.registry.SetFault(nil)
			w.pass(time.Minute)
			if _, err := w.Config(t.Context(), ref(t, "node:22")); err != nil {
				t.Errorf("once it is well again: %v", err)
			}
		})
	}
}

func TestAnEndlessAnswerIsCutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.SetFault(rt.Only("", rt.Tags, func(w http.ResponseWriter, _ *http.Request) bool {
		_, _ = w.Write([]byte(`{"tags":["`))
		for range 2 * maxBody / 4096 {
			if _, err := w.Write(bytes.Repeat([]byte("a"), 4096)); err != nil {
				return true
			}
		}
		_, _ = w.Write([]byte(`"]}`))
		return true
	}))
	if tags, err := w.Tags(t.Context(), ref(t, "node")); !errors.Is(err, image.ErrUnavailable) {
		t.Errorf("%d tags, %v", len(tags), err)
	}
}

func TestSlowAndAbsentRegistries(t *testing.T) {
	t.Parallel()
	t.Run("slow", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.Timeout = 20 * time.Millisecond
		w.registry.SetFault(rt.Silent)
		_, err := w.Resolve(t.Context(), ref(t, "node:22"))
		if !errors.Is(err, image.ErrUnavailable) || err.Error() != "node:22: registry not available: no answer in time" {
			t.Errorf("got %v", err)
		}
		_, err = w.Resolve(t.Context(), ref(t, "node:20"))
		if !errors.Is(err, image.ErrUnavailable) || !strings.Contains(err.Error(), "a moment ago") {
			t.Errorf("the next image of the same registry: %v", err)
		}
	})
	t.Run("absent", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		server := httptest.NewServer(w.registry)
		w.Mirrors = mirrors(t, "docker.io="+server.URL)
		server.Close()
		_, err := w.Resolve(t.Context(), ref(t, "node:22"))
		if !errors.Is(err, image.ErrUnavailable) || err.Error() != "node:22: registry not available: it cannot be reached" {
			t.Errorf("got %v", err)
		}
		if len(w.slept) != 2 {
			t.Errorf("waits: %v", w.slept)
		}
	})
}

func TestAPauseIsObeyed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.SetFault(rt.Times(1, rt.Status(429, "TOOMANYREQUESTS", "600")))
	for range 3 {
		if _, err := w.Resolve(t.Context(), ref(t, "node:22")); !errors.Is(err, image.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
		w.pass(time.Minute)
	}
	if got := w.registry.Count("GET", rt.Ping); got != 1 || w.slept != nil {
		t.Errorf("%d requests, waits %v", got, w.slept)
	}
	w.pass(10 * time.Minute)
	if _, err := w.Resolve(t.Context(), ref(t, "node:22")); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

func TestAnswersThatThereIsNoneHoldForLess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shop := ref(t, "acme/shop:1")
	for range 3 {
		if _, err := w.Resolve(t.Context(), shop); !errors.Is(err, image.ErrNotFound) {
			t.Fatal(err)
		}
	}
	if got := w.registry.Count("HEAD", rt.Manifest); got != 1 {
		t.Errorf("asked %d times", got)
	}
	w.registry.Push("acme/shop:1", rt.ImageSpec{})
	w.pass(6 * time.Minute)
	if _, err := w.Resolve(t.Context(), shop); err != nil {
		t.Errorf("after it was pushed: %v", err)
	}
}

func TestPullLimitIsSpared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.SetFault(rt.Headers("ratelimit-limit", "100;w=21600", "ratelimit-remaining", "9;w=21600"))
	node := ref(t, "node:22")
	if _, err := w.Resolve(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	for _, limit := range w.Limits() {
		if limit.Limit != 100 || limit.Remaining != 9 || limit.Window != 6*time.Hour {
			t.Errorf("limit %+v", limit)
		}
	}
	if _, err := w.Config(t.Context(), node); !errors.Is(err, image.ErrUnavailable) || !strings.Contains(err.Error(), "nearly used up") {
		t.Errorf("config: %v", err)
	}
	if _, err := w.Resolve(t.Context(), ref(t, "node:20")); err != nil {
		t.Errorf("HEAD requests go on: %v", err)
	}
	w.registry.SetFault(nil)
	w.pass(7 * time.Hour)
	if _, err := w.Config(t.Context(), node); err != nil {
		t.Errorf("when the window is over: %v", err)
	}
}

// keys is a keychain with one user.
type keys struct{ user, password string }

func (k keys) Resolve(authn.Resource) (authn.Authenticator, error) {
	return &authn.Basic{Username: k.user, Password: k.password}, nil
}

func TestTokens(t *testing.T) {
	t.Parallel()
	t.Run("anonymous", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.registry.RequireToken("", "")
		for _, name := range []string{"node:22", "node:20", "node:18"} {
			if _, err := w.Resolve(t.Context(), ref(t, name)); err != nil {
				t.Error(err)
			}
		}
		if got := w.registry.Count("GET", rt.Token); got != 1 {
			t.Errorf("%d tokens were asked for", got)
		}
		w.registry.ExpireTokens()
		if _, err := w.Config(t.Context(), ref(t, "node:20-slim")); err != nil {
			t.Errorf("after the token expired: %v", err)
		}
	})
	t.Run("with credentials", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.registry.RequireToken("acme", "pass-"+"word")
		w.Keychain = keys{"acme", "pass-" + "word"}
		if _, err := w.Config(t.Context(), ref(t, "node:22")); err != nil {
			t.Error(err)
		}
	})
	t.Run("wrong credentials are in no text", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		secret := "hunter" + "-2-secret"
		var log bytes.Buffer
		w.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		w.registry.RequireToken("acme", "other")
		w.Keychain = keys{"acme", secret}
		_, err := w.Resolve(t.Context(), ref(t, "node:22"))
		if !errors.Is(err, image.ErrUnavailable) || strings.Contains(err.Error(), secret) || strings.Contains(log.String(), secret) {
			t.Errorf("got %v, log %s", err, &log)
		}
	})
	t.Run("a token server that repeats what it was told", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		secret := "token-" + "of-someone"
		w.registry.RequireToken("", "")
		w.registry.SetFault(rt.Only("", rt.Token, rt.Body("application/json", `{"oops":"`+secret+`"}`)))
		if _, err := w.Resolve(t.Context(), ref(t, "node:22")); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v", err)
		}
	})
}
