package image

import (
	"strings"
	"testing"

	"github.com/distribution/reference"
)

// FuzzGrammar holds Parse against the distribution project's own module.
func FuzzGrammar(f *testing.F) {
	for _, seed := range []string{
		"node", "node:20", "node:20@" + string(sha("a")), "localhost:5000/team/node:1.2-x_y", "[::1]:5000/a/b@" + string(sha("b")), "index.docker.io/node", "docker.io/node", "docker.io/library/a/b",
		"ABC/foo", "Foo", "a__b/c---d/e.f_g", "a..b", "a___b", "-a", "a-", "a.b/", "/a", "a//b", "a:", "a@", "a:b:c", "a@b@c", "a@sha256:12", "localhost", "localhost/a", "exa_mple.com/a", "example.com:/a", "example.com:80a/b",
		"[::1/a", "[::1]x/a", "[]/a", "[::1%eth0]/a", "a b", "a\n", "ä/b", "a:" + strings.Repeat("t", 129), "a:.x", "a:-x", "a:_x", strings.Repeat("a/", 127) + "a", strings.Repeat("a/", 128) + "a",
		strings.Repeat("a", 64), strings.Repeat("a", 64) + ":1", "a@md5:" + strings.Repeat("a", 32), "a@sha512:" + strings.Repeat("0", 128), "x.-y/z", "x-.y/z", "./a", "../a", "a/b:c/d", "host:5000", "host:5000/", "a@" + string(sha("A")),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if IsScratch(s) {
			t.Skip()
		}
		got, err := Parse(s)
		want, wantErr := reference.ParseNormalizedNamed(s)
		if wantErr == nil && reference.Domain(want) == "" { // a host that is none, as "a_b.com/c", becomes a part of the path there
			wantErr = reference.ErrReferenceInvalidFormat
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, and the module says %v", s, err, wantErr)
		}
		if err != nil {
			return
		}
		var tag, dig string
		if tagged, ok := want.(reference.Tagged); ok {
			tag = tagged.Tag()
		}
		if digested, ok := want.(reference.Digested); ok {
			dig = digested.Digest().String()
		}
		if got.Domain != reference.Domain(want) || got.Path != reference.Path(want) || got.Tag != tag || string(got.Digest) != dig || got.FamiliarName() != reference.FamiliarName(want) {
			t.Errorf("%q: %+v, and the module says %v", s, got, want)
		}
	})
}
