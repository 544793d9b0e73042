package registrytest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes/image"
)

func TestImagesAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	const want = image.Digest("sha256:a38f81d93faceb3d0802cad746eff23f476c04f5174e4bde2a9964ab6b8247cd")
	a, b := NewNode("22.21.1"), NewNode("22.21.1")
	for _, tag := range a.Tags("node") {
		if ref := "node:" + tag; a.Digest(ref) != b.Digest(ref) {
			t.Errorf("%s is %s, then %s", ref, a.Digest(ref), b.Digest(ref))
		}
	}
	if got := a.Digest("node:22-alpine"); got != want {
		t.Errorf("node:22-alpine is %s, want %s", got, want)
	}
}

func TestTagsOfOneImageShareItsDigest(t *testing.T) {
	t.Parallel()
	r := NewNode()
	for _, same := range [][]string{
		{"node:lts", "node:24", "node:24.11.1-bookworm", "node:krypton"},
		{"node", "node:latest", "node:26", "node:current", "node:bookworm"},
		{"node:alpine", "node:26-alpine3.22", "node:current-alpine"},
		{"node:22-slim", "node:jod-slim", "node:22.21-bookworm-slim"},
	} {
		for _, ref := range same[1:] {
			if got, want := r.Digest(ref), r.Digest(same[0]); got != want || got == "" {
				t.Errorf("%s is %s, %s is %s", ref, got, same[0], want)
			}
		}
	}
}

func TestMoveAndDelete(t *testing.T) {
	t.Parallel()
	r := New()
	old := r.Push("acme/shop:1", ImageSpec{Env: []string{"A=1"}})
	now := r.Push("acme/shop:2", ImageSpec{Env: []string{"A=2"}, Single: true, Docker: true})
	if old == now {
		t.Fatal("different images have the same digest")
	}
	if got := r.Move("acme/shop:1", "acme/shop:2"); got != now || r.Digest("acme/shop:1") != now {
		t.Errorf("moved to %s, want %s", got, now)
	}
	r.Delete("acme/shop:2")
	if got := r.Tags("acme/shop"); !cmp.Equal(got, []string{"1"}) {
		t.Errorf("tags are %v", got)
	}
}

func TestMirrors(t *testing.T) {
	t.Parallel()
	got := Mirrors("http://127.0.0.1:5000", "docker.io", "gcr.io")
	if want := "docker.io=http://127.0.0.1:5000,gcr.io=http://127.0.0.1:5000/gcr.io"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func BenchmarkNewNode(b *testing.B) {
	for b.Loop() {
		NewNode()
	}
}
