package image

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sha returns a digest made of one hex digit.
func sha(digit string) Digest { return Digest("sha256:" + strings.Repeat(digit, 64)) }

// parts is a reference as it reads in a test.
type parts struct {
	Domain, Path, Tag, Digest string
	Name, Familiar            string // as written, and in short
}

func partsOf(r Ref) parts {
	return parts{r.Domain, r.Path, r.Tag, string(r.Digest), r.Written(), r.Familiar()}
}

func TestParse(t *testing.T) {
	t.Parallel()
	a := string(sha("a"))
	tests := map[string]parts{
		"node":                          {"docker.io", "library/node", "", "", "node", "node"},
		"node:20":                       {"docker.io", "library/node", "20", "", "node", "node:20"},
		"node@" + a:                     {"docker.io", "library/node", "", a, "node", "node@" + a},
		"node:20@" + a:                  {"docker.io", "library/node", "20", a, "node", "node:20"},
		"library/node:20":               {"docker.io", "library/node", "20", "", "library/node", "node:20"},
		"docker.io/node:20":             {"docker.io", "library/node", "20", "", "docker.io/node", "node:20"},
		"index.docker.io/library/node":  {"docker.io", "library/node", "", "", "index.docker.io/library/node", "node"},
		"localhost/node":                {"localhost", "node", "", "", "localhost/node", "localhost/node"},
		"localhost:5000/node":           {"localhost:5000", "node", "", "", "localhost:5000/node", "localhost:5000/node"},
		"localhost:5000/node:20":        {"localhost:5000", "node", "20", "", "localhost:5000/node", "localhost:5000/node:20"},
		"registry:443/team/node:20":     {"registry:443", "team/node", "20", "", "registry:443/team/node", "registry:443/team/node:20"},
		"registry:443/team/node@" + a:   {"registry:443", "team/node", "", a, "registry:443/team/node", "registry:443/team/node@" + a},
		"[::1]:5000/node:20":            {"[::1]:5000", "node", "20", "", "[::1]:5000/node", "[::1]:5000/node:20"},
		"acme/shop":                     {"docker.io", "acme/shop", "", "", "acme/shop", "acme/shop"},
		"ghcr.example.com/acme/api:1.0": {"ghcr.example.com", "acme/api", "1.0", "", "ghcr.example.com/acme/api", "ghcr.example.com/acme/api:1.0"},
		"scratch:1":                     {"docker.io", "library/scratch", "1", "", "scratch", "scratch:1"},
	}
	for written, want := range tests {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(written)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, partsOf(got)); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
			if got.String() != written {
				t.Errorf("String() = %q", got.String())
			}
		})
	}
}

func TestParsePlacesMissingParts(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"node":                        "node[:][@]",
		"node:20":                     "node:20[@]",
		"node@" + string(sha("b")):    "node[:]@" + string(sha("b")),
		"localhost:5000/team/node":    "localhost:5000/team/node[:][@]",
		"localhost:5000/team/node:20": "localhost:5000/team/node:20[@]",
	} {
		ref, err := Parse(written)
		if err != nil {
			t.Fatal(err)
		}
		got := ref.Raw
		if ref.Digest == "" {
			got = got[:ref.DigestSpan.Start] + "[@]" + got[ref.DigestSpan.End:]
		}
		if ref.Tag == "" {
			got = got[:ref.TagSpan.Start] + "[:]" + got[ref.TagSpan.End:]
		}
		if got != want {
			t.Errorf("%s: the missing parts go %s, want %s", written, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, written := range []string{
		"", "scratch", "Node:20", "$BASE", "node:${V}", "node:", "node@", "node@sha256:abc", "node@md5:" + strings.Repeat("a", 32),
		"node@sha256:" + strings.Repeat("A", 64), "node 20", "https://registry.example.com/node", strings.Repeat("a", 64), "node:20:21", "a/", "/a",
	} {
		if ref, err := Parse(written); err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", written, ref)
		}
	}
}

func TestRefKeepsTheWrittenName(t *testing.T) {
	t.Parallel()
	ref, err := Parse("docker.io/library/node:20-alpine@" + string(sha("a")))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, got, want string }{
		{"WithTag", ref.WithTag("22-alpine").String(), "docker.io/library/node:22-alpine"},
		{"WithDigest", ref.WithDigest(sha("b")).String(), "docker.io/library/node:20-alpine@" + string(sha("b"))},
		{"WithoutDigest", ref.WithoutDigest().String(), "docker.io/library/node:20-alpine"},
		{"WithoutTag", ref.WithoutTag().String(), "docker.io/library/node@" + string(sha("a"))},
	} {
		if c.got != c.want {
			t.Errorf("%s = %s, want %s", c.what, c.got, c.want)
		}
	}
}

func TestRefSpellingsParseToThemselves(t *testing.T) {
	t.Parallel()
	ref, err := Parse("registry:443/team/node:20@" + string(sha("a")))
	if err != nil {
		t.Fatal(err)
	}
	for _, made := range []Ref{ref.WithTag("22"), ref.WithDigest(sha("c")), ref.WithoutDigest(), ref.WithoutTag()} {
		again, err := Parse(made.Raw)
		if diff := cmp.Diff(again, made); diff != "" || err != nil {
			t.Errorf("%s (-parsed +made):\n%s%v", made.Raw, diff, err)
		}
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	if d, err := ParseDigest(string(sha("a"))); err != nil || !d.Valid() || d.Short() != "aaaaaaaaaaaa" {
		t.Errorf("got %s, %v", d, err)
	}
	for _, bad := range []string{"", "sha256:", "sha256:xyz", "latest", "sha1:" + strings.Repeat("a", 40), strings.Repeat("a", 64)} {
		if d, err := ParseDigest(bad); err == nil {
			t.Errorf("ParseDigest(%q) = %s, want an error", bad, d)
		}
		if Digest(bad).Valid() {
			t.Errorf("%q is valid", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"node:20", "localhost:5000/node:20@" + string(sha("a")), "a.b/c/d:e", "@", ":", "node:@", strings.Repeat("0", 64) + ":0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(ref.Written() + ":t"); err != nil || again.Name() != ref.Name() || again.Tag != "t" {
			t.Errorf("the name of %q is %q: %v", s, ref.Written(), err)
		}
		again, err := Parse(ref.Written())
		if id := "it is the id of an image"; err != nil && strings.HasSuffix(err.Error(), id) {
			return // 64 hexadecimal digits are a name in front of a tag or digest alone
		}
		if err != nil || again.Name() != ref.Name() {
			t.Errorf("the name of %q is %q: %v", s, ref.Written(), err)
		}
	})
}
