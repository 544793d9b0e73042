package node_test

import (
	"os"
	"testing"

	"github.com/nodedock/nodedock/fixes/node"
)

// TestBinaryLockfileFollowsItsManifest holds that a manifest is judged as Bun 1.1 does with
// --frozen-lockfile: bun.lockb was made by it for the first one here.
func TestBinaryLockfileFollowsItsManifest(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/bun.lockb")
	if err != nil {
		t.Fatal(err)
	}
	const rest = `"escape-string-regexp": "latest", "once": "*", "loc": "file:./loc", "@x/a": "workspace:*"},
		"devDependencies": {"is-odd": "~3.0.1", "is-even": "^1.0.0"}, "optionalDependencies": {"isarray": "^2.0.5"}, "peerDependencies": {"is-even": "^1.0.0"}}`
	for _, tt := range []struct{ what, place, manifest, want string }{
		{"as it was", ".", `{"dependencies": {"num": "npm:is-number@^6.0.0", "wrappy": "1", ` + rest, ""},
		{"a range that fits", ".", `{"dependencies": {"num": "npm:is-number@^6.0.0", "wrappy": "^1.0.1", ` + rest, ""},
		{"a range that does not", ".", `{"dependencies": {"num": "npm:is-number@^6.0.0", "wrappy": "^2.0.0", ` + rest, "package.json asks for wrappy ^2.0.0, bun.lockb for 1"},
		{"another package", ".", `{"dependencies": {"num": "npm:is-number@^6.0.0", "wrappy": "1", "ms": "^2.0.0", ` + rest, "bun.lockb does not name ms"},
		{"a package less", ".", `{"dependencies": {"num": "npm:is-number@^6.0.0", ` + rest, "bun.lockb still names wrappy"},
		{"a workspace", "pk/a", `{"dependencies": {"once": "^1.4.0"}}`, ""},
		{"a workspace with another package", "pk/a", `{"dependencies": {"once": "^1.4.0", "ms": "^2.0.0"}}`, "bun.lockb does not name ms"},
		{"a folder that it does not know", "pk/b", `{}`, "what bun.lockb has for pk/b/package.json cannot be read"},
	} {
		ok, why := lockfile(t, "bun.lockb", string(data)).InSyncAt(tt.place, manifest(t, tt.manifest))
		if why != tt.want || ok != (tt.want == "") {
			t.Errorf("%s: got %v, %q, want %q", tt.what, ok, why, tt.want)
		}
	}
}

func TestBinaryLockfileOfAnotherFormatIsInNoSync(t *testing.T) {
	t.Parallel()
	l := lockfile(t, "bun.lockb", "\x00\x01")
	if ok, why := l.InSync(manifest(t, `{"dependencies": {"a": "1"}}`)); l.Manager != node.Bun || !l.Opaque || ok || why == "" {
		t.Errorf("got %+v, %v, %q", l, ok, why)
	}
}

// FuzzBinaryLockfile holds that any bytes can be read.
func FuzzBinaryLockfile(f *testing.F) {
	data, err := os.ReadFile("testdata/bun.lockb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := node.ParseLockfile("bun.lockb", data)
		if err != nil {
			t.Fatal(err)
		}
		l.InSync(&node.Manifest{Path: "package.json"})
	})
}
