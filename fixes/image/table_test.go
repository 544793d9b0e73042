package image

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// must parses a reference that a test wrote.
func must(t *testing.T, s string) Ref {
	t.Helper()
	ref, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestParseTable(t *testing.T) {
	t.Parallel()
	a, b := string(sha("a")), string(sha("b"))
	table, err := ParseTable("# images\n\nnode:20 " + a + " index NODE_VERSION=20.11.1 YARN_VERSION=1.22.19 user=node workdir=/app entrypoint=docker-entrypoint.sh cmd=node,server.js created=2026-01-02T03:04:05Z platforms=linux/arm64,linux/amd64 manifest=linux/amd64@" + b + "\n" +
		"alpine unavailable\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Info{
		Digest: sha("a"), Index: true, Platforms: []string{"linux/amd64", "linux/arm64"},
		Manifests: map[string]Digest{"linux/amd64": sha("b")},
		Config: &Config{
			Env: []string{"NODE_VERSION=20.11.1", "YARN_VERSION=1.22.19"}, User: "node", WorkingDir: "/app",
			Entrypoint: []string{"docker-entrypoint.sh"}, Cmd: []string{"node", "server.js"},
			Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		},
	}
	for _, asked := range []string{"node:20", "docker.io/library/node:20", "node@" + a, "node:20@" + string(sha("f"))} {
		got, err := table.Config(t.Context(), must(t, asked))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s (-want +got):\n%s%v", asked, diff, err)
		}
	}
	platform, err := table.Resolve(t.Context(), must(t, "node@"+b))
	if err != nil || platform.Index || platform.Digest != sha("b") {
		t.Errorf("platform manifest: %+v, %v", platform, err)
	}
	if _, err := table.Resolve(t.Context(), must(t, "alpine")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("alpine: %v", err)
	}
	if _, err := table.Resolve(t.Context(), must(t, "node:22")); !errors.Is(err, ErrNotFound) {
		t.Errorf("node:22: %v", err)
	}
	if tags, err := table.Tags(t.Context(), must(t, "node")); err != nil || !cmp.Equal(tags, []string{"20"}) {
		t.Errorf("tags: %v, %v", tags, err)
	}
	if _, err := table.Tags(t.Context(), must(t, "acme/shop")); !errors.Is(err, ErrNotFound) {
		t.Errorf("tags of an unknown image: %v", err)
	}
}

func TestParseTableNamesTheLine(t *testing.T) {
	t.Parallel()
	a := string(sha("a"))
	for _, line := range []string{
		"node:20", "node:20 nonsense", "Node " + a, "node " + a + " word", "node unavailable index",
		"node " + a + " created=yesterday", "node " + a + " manifest=linux/amd64", "node " + a + " manifest=linux/amd64@x",
	} {
		_, err := ParseTable("# one\n" + line)
		if err == nil || !strings.HasPrefix(err.Error(), "registry line 2: ") {
			t.Errorf("%q: %v", line, err)
		}
	}
}
