package registry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/authn"

	"github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/fixes/image"
)

// A world is a resolver before a registry that holds the official images. Time
// stands still, but for the sleeps.
type world struct {
	*Resolver
	registry *registrytest.Registry
	base     string

	mu    sync.Mutex
	time  time.Time
	slept []time.Duration
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{registry: registrytest.NewNode("18.20.8", "20.19.5", "22.21.1"), time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	server := httptest.NewServer(w.registry)
	t.Cleanup(server.Close)
	w.base = server.URL
	w.Resolver = &Resolver{
		Mirrors: mirrors(t, registrytest.Mirrors(server.URL, "docker.io", "gcr.io")), Keychain: noKeys{},
		Now: w.now, Sleep: w.sleep, Jitter: func() float64 { return 0.5 },
	}
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

func (w *world) sleep(_ context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time, w.slept = w.time.Add(d), append(w.slept, d)
	return nil
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

// noKeys is a keychain that knows no credentials.
type noKeys struct{}

func (noKeys) Resolve(authn.Resource) (authn.Authenticator, error) { return authn.Anonymous, nil }

func mirrors(t *testing.T, s string) Mirrors {
	t.Helper()
	m, err := ParseMirrors(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ref(t *testing.T, s string) image.Ref {
	t.Helper()
	r, err := image.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestResolveGivesTheIndexDigestByHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.Move("nginx", "nginx:1.29")
	for _, name := range []string{"node:22-alpine", "docker.io/library/node:22-alpine", "nginx", "gcr.io/distroless/nodejs22-debian12:nonroot"} {
		got, err := w.Resolve(t.Context(), ref(t, name))
		if err != nil {
			t.Fatal(err)
		}
		parsed := ref(t, name)
		if parsed.Bare() {
			parsed = parsed.WithTag("latest")
		}
		if diff := cmp.Diff(image.Info{Digest: w.registry.Digest(parsed.Raw), Index: true}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := w.registry.Count("GET", registrytest.Manifest); got != 0 {
		t.Errorf("%d manifests were pulled", got)
	}
	if got := w.registry.Lookups(); got != 3 {
		t.Errorf("%d look-ups for three images", got)
	}
}

func TestResolveByDigestAsksWhetherItIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.registry.Digest("node:22")
	w.registry.Push("node:22", registrytest.NodeImage("22.22.0", "rebuilt"))
	pinned := ref(t, "node:22@"+string(old))

	now, err := w.Resolve(t.Context(), pinned)
	if err != nil || now.Digest != w.registry.Digest("node:22") || now.Digest == old {
		t.Errorf("the tag's digest is %s, %v", now.Digest, err)
	}
	then, err := w.Resolve(t.Context(), pinned.WithoutTag())
	if err != nil || then.Digest != old {
		t.Errorf("the pinned digest is %s, %v", then.Digest, err)
	}
	w.registry.Delete("node@" + string(old))
	w.pass(2 * time.Hour)
	if _, err := w.Resolve(t.Context(), pinned.WithoutTag()); !errors.Is(err, image.ErrNotFound) {
		t.Errorf("after it was deleted: %v", err)
	}
}

func TestResolveKeepsAPlatformManifestOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	index, err := w.Config(t.Context(), ref(t, "node:22"))
	if err != nil {
		t.Fatal(err)
	}
	pinned := ref(t, "node@"+string(index.Manifests["linux/arm64"]))
	got, err := w.Config(t.Context(), pinned)
	if err != nil || got.Index || got.Digest != index.Manifests["linux/arm64"] || !cmp.Equal(got.Platforms, []string{"linux/arm64"}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, spec := range []registrytest.ImageSpec{
		{Attested: true}, {Docker: true}, {Single: true}, {Single: true, Docker: true}, {Platforms: []string{"linux/arm/v7", "linux/amd64", "linux/arm64/v8"}},
	} {
		t.Run(fmt.Sprintf("%+v", spec), func(t *testing.T) {
			spec.Env, spec.User, spec.Entrypoint, spec.Cmd = []string{"NODE_VERSION=22.1.0"}, "1001", []string{"tini"}, []string{"node"}
			name := "acme/shop:" + fmt.Sprint(len(spec.Platforms), spec.Docker, spec.Single)[:1] + fmt.Sprint(spec.Docker, "-", spec.Single)
			want := w.registry.Push(name, spec)
			got, err := w.Config(t.Context(), ref(t, name))
			if err != nil {
				t.Fatal(err)
			}
			if got.Digest != want || got.Index == spec.Single || got.Config.Getenv("NODE_VERSION") != "22.1.0" || got.Config.User != "1001" {
				t.Errorf("got %+v with %+v", got, got.Config)
			}
			platforms := []string{"linux/amd64", "linux/arm64"}
			switch {
			case spec.Single:
				platforms = platforms[:1]
			case spec.Platforms != nil:
				platforms = []string{"linux/amd64", "linux/arm/v7", "linux/arm64/v8"}
			}
			if diff := cmp.Diff(platforms, got.Platforms); diff != "" {
				t.Errorf("platforms (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDescribeComparesTwoBuilds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before, err := w.Describe(t.Context(), ref(t, "node:22"))
	if err != nil {
		t.Fatal(err)
	}
	w.registry.Push("node:22", registrytest.NodeImage("22.22.0", "bookworm"))
	w.pass(2 * time.Hour)
	after, err := w.Describe(t.Context(), ref(t, "node:22"))
	if err != nil {
		t.Fatal(err)
	}
	if before.NodeVersion != "22.21.1" || after.NodeVersion != "22.22.0" || before.Digest == after.Digest {
		t.Errorf("from %s to %s", before.NodeVersion, after.NodeVersion)
	}
	if before.Layers[0] != after.Layers[0] || before.Layers[1] == after.Layers[1] || len(after.Layers) != 3 {
		t.Errorf("layers %v, then %v", before.Layers, after.Layers)
	}
	if after.Size == 0 || after.Created.IsZero() || after.Platform != "linux/amd64" || after.MediaType == "" {
		t.Errorf("got %+v", after)
	}
}

func TestTagsReadsAllPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 1200 {
		w.registry.Move(fmt.Sprintf("node:extra-%04d", i), "node:22")
	}
	got, err := w.Tags(t.Context(), ref(t, "node:22"))
	if diff := cmp.Diff(w.registry.Tags("node"), got); diff != "" || err != nil {
		t.Errorf("tags (-want +got):\n%s%v", diff, err)
	}
	if pages := w.registry.Count("GET", registrytest.Tags); pages != 2 {
		t.Errorf("%d pages were asked for", pages)
	}
	if _, err := w.Tags(t.Context(), ref(t, "acme/none")); !errors.Is(err, image.ErrNotFound) {
		t.Errorf("tags of no image: %v", err)
	}
}

func TestMirrorWithAPathAndAnotherMachine(t *testing.T) {
	t.Parallel()
	reg := registrytest.New()
	want := reg.Push("hub/library/node:22", registrytest.NodeImage("22.1.0", "x"))
	server := httptest.NewServer(reg)
	defer server.Close()
	r := &Resolver{Mirrors: mirrors(t, "docker.io="+server.URL+"/hub/"), Keychain: noKeys{}}
	got, err := r.Resolve(t.Context(), ref(t, "node:22"))
	if err != nil || got.Digest != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestLoopbackNeedsNoMirror(t *testing.T) {
	t.Parallel()
	reg := registrytest.New()
	want := reg.Push("team/node:22", registrytest.NodeImage("22.1.0", "x"))
	for name, start := range map[string]func(http.Handler) *httptest.Server{"http": httptest.NewServer, "https": httptest.NewTLSServer} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(reg)
			defer server.Close()
			r := &Resolver{Keychain: noKeys{}, Transport: server.Client().Transport}
			got, err := r.Resolve(t.Context(), ref(t, server.Listener.Addr().String()+"/team/node:22"))
			if err != nil || got.Digest != want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestOneLookUpServesManyRepositories(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bases := []string{"node:22-alpine", "node:22-slim", "node:20", "nginx:1.29-alpine", "alpine:3.22"}
	var wait sync.WaitGroup
	for range 1000 {
		wait.Go(func() {
			plan := w.Plan()
			for _, base := range bases {
				if _, err := plan.Resolve(t.Context(), ref(t, base)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if got := w.registry.Lookups(); got != 5 {
		t.Errorf("%d look-ups for 1,000 repositories on 5 images", got)
	}
	w.pass(61 * time.Minute)
	if _, err := w.Resolve(t.Context(), ref(t, bases[0])); err != nil || w.registry.Lookups() != 6 {
		t.Errorf("after the time to live: %d look-ups, %v", w.registry.Lookups(), err)
	}
}

func TestOnRequestSeesEachRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var mu sync.Mutex
	var seen []string
	w.OnRequest = func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Method+" "+r.URL.Path)
	}
	if _, err := w.Resolve(t.Context(), ref(t, "node:22")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET /v2/", "HEAD /v2/library/node/manifests/22"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPlanFreezesItsAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plan := w.Plan()
	node := ref(t, "node:22")
	first, err := plan.Resolve(t.Context(), node)
	if err != nil {
		t.Fatal(err)
	}
	w.registry.Push("node:22", registrytest.NodeImage("22.22.0", "rebuilt"))
	w.pass(24 * time.Hour)
	if again, err := plan.Resolve(t.Context(), node); err != nil || again.Digest != first.Digest {
		t.Errorf("then %s, %v", again.Digest, err)
	}
	config, err := plan.Config(t.Context(), node)
	if err != nil || config.Digest != first.Digest || config.Config.Getenv("NODE_VERSION") != "22.21.1" {
		t.Errorf("the config is that of %s, %v", config.Digest, err)
	}
	if next, err := w.Plan().Resolve(t.Context(), node); err != nil || next.Digest == first.Digest {
		t.Errorf("the next plan has %s, %v", next.Digest, err)
	}
	if tags, err := plan.Tags(t.Context(), node); err != nil || len(tags) == 0 {
		t.Errorf("tags: %v, %v", tags, err)
	}
}

func TestPlanKeepsAFailureAsWell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.SetFault(registrytest.Status(503, "UNAVAILABLE", "3600"))
	plan := w.Plan()
	if _, err := plan.Config(t.Context(), ref(t, "node:22")); !errors.Is(err, image.ErrUnavailable) {
		t.Errorf("while it is down: %v", err)
	}
	w.registry.SetFault(nil)
	w.pass(3 * time.Hour)
	if _, err := plan.Config(t.Context(), ref(t, "node:22")); !errors.Is(err, image.ErrUnavailable) {
		t.Errorf("in the same plan: %v", err)
	}
	if _, err := w.Plan().Config(t.Context(), ref(t, "node:22")); err != nil {
		t.Errorf("in the next plan: %v", err)
	}
}

func TestCallersGiveUpAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plan := w.Plan()
	arrived, release := make(chan struct{}), make(chan struct{})
	w.registry.SetFault(registrytest.Times(1, func(http.ResponseWriter, *http.Request) bool {
		close(arrived)
		<-release
		return false
	}))
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() {
		_, err := plan.Resolve(ctx, ref(t, "node:22"))
		gaveUp <- err
	}()
	<-arrived
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up got %v", err)
	}
	close(release)
	if _, err := plan.Resolve(t.Context(), ref(t, "node:22")); err != nil {
		t.Errorf("who stayed got %v", err)
	}
	if got := w.registry.Lookups(); got != 1 {
		t.Errorf("%d look-ups", got)
	}
}

func TestImagesThatNameNoPlatformAreDescribed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, spec := range map[string]registrytest.ImageSpec{
		"index": {Nameless: true, Env: []string{"NODE_VERSION=22.1.0"}}, "image": {Nameless: true, Single: true, Env: []string{"NODE_VERSION=22.1.0"}},
	} {
		want := w.registry.Push("node:"+name, spec)
		got, err := w.Describe(t.Context(), ref(t, "node:"+name))
		if err != nil || got.Digest != want || got.NodeVersion != "22.1.0" || len(got.Platforms) != 0 || got.Platform != "" || len(got.Layers) != 1 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
