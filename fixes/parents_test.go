package fixes

import (
	"strings"
	"testing"
)

func TestReaches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"src", "src/a.js", true}, {"src/a.js", "src", false}, {"*/package.json", "web/package.json", true}, {"*/package.json", "a/b/package.json", false},
		{"**/package.json", "package.json", true}, {"**/package.json", "a/b/package.json", true}, {"**/a/**/b", "a/x/y/b", true}, {"**/a/**/b", "x/b/a", false},
		{"**/a/b", "a/a/b", true}, {"a/**", "a", true}, {"a/**", "b", false}, {"**", "a", true},
		{strings.Repeat("**/a/", 200) + "b", strings.Repeat("a/", 400) + "c", false},
	} {
		if got := reaches(strings.Split(c.pattern, "/"), strings.Split(c.name, "/")); got != c.want {
			t.Errorf("reaches(%.40q, %.40q) = %v", c.pattern, c.name, got)
		}
	}
}
