package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		old, new      string
		before, after string
		want          string
	}{
		"same": {"a", "a", "x\n", "x\n", ""},
		"a changed line": {
			"app/Dockerfile", "app/Dockerfile", "FROM node\nRUN npm i\n", "FROM node\nRUN npm ci\n",
			"--- a/app/Dockerfile\n+++ b/app/Dockerfile\n@@ -1,2 +1,2 @@\n FROM node\n-RUN npm i\n+RUN npm ci\n",
		},
		"a created file": {
			"", ".dockerignore", "", ".git\n",
			"--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1 @@\n+.git\n",
		},
		"no final newline": {
			"D", "D", "FROM node", "FROM node\nUSER node",
			"--- a/D\n+++ b/D\n@@ -1 +1,2 @@\n-FROM node\n\\ No newline at end of file\n+FROM node\n+USER node\n\\ No newline at end of file\n",
		},
		"a name that would forge a line": {
			"a\n+b\t\"\\ä", "a\n+b\t\"\\ä", "x\n", "y\n",
			"--- \"a/a\\012+b\\011\\\"\\\\ä\"\n+++ \"b/a\\012+b\\011\\\"\\\\ä\"\n@@ -1 +1 @@\n-x\n+y\n",
		},
		"CRLF": {"D", "D", "a\r\n", "b\r\n", "--- a/D\n+++ b/D\n@@ -1 +1 @@\n-a\r\n+b\r\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Diff(tt.old, tt.new, []byte(tt.before), []byte(tt.after))
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHunks(t *testing.T) {
	t.Parallel()
	var lines []string
	for n := 1; n <= 40; n++ {
		lines = append(lines, fmt.Sprintf("line %d\n", n))
	}
	before := strings.Join(lines, "")
	lines[4] = "changed\nand more\n"
	lines[8] = "changed too\n"
	lines[29] = ""
	got := Hunks([]byte(before), []byte(strings.Join(lines, "")))
	want := []Hunk{
		{Old: LineRange{2, 11}, New: LineRange{2, 12}},
		{Old: LineRange{27, 7}, New: LineRange{28, 6}},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
	if !got[0].New.Contains(13) || got[0].New.Contains(14) {
		t.Error("the first hunk ends at line 13 of the new side")
	}
	if diff := cmp.Diff(Hunks(nil, []byte("a\nb\n")), []Hunk{{New: LineRange{1, 2}}}); diff != "" {
		t.Errorf("a new file: %s", diff)
	}
}

// patch applies a unified diff by its own line numbers.
func patch(t *testing.T, before, diff string) string {
	t.Helper()
	old := strings.SplitAfter(before, "\n")
	var out []string
	at := 0
	var size, from int
	lines := strings.SplitAfter(diff, "\n")
	for n := 2; n < len(lines); n++ {
		line := lines[n]
		if n+1 < len(lines) && strings.HasPrefix(lines[n+1], `\`) {
			line = strings.TrimSuffix(line, "\n")
		}
		switch {
		case line == "" || strings.HasPrefix(line, `\`):
		case strings.HasPrefix(line, "@@"):
			var a, b string
			if _, err := fmt.Sscanf(line, "@@ -%s +%s @@", &a, &b); err != nil {
				t.Fatal(err)
			}
			fmt.Sscanf(a, "%d", &from)
			fmt.Sscanf(b, "%d", &size)
			for ; at < from-1; at++ {
				out = append(out, old[at])
			}
			if size > 0 && len(out) != size-1 {
				t.Fatalf("the hunk %q comes at line %d", line, len(out)+1)
			}
		case line[0] == '+':
			out = append(out, line[1:])
		default:
			if old[at] != line[1:] {
				t.Fatalf("line %d is %q, the diff has %q", at+1, old[at], line)
			}
			if line[0] == ' ' {
				out = append(out, line[1:])
			}
			at++
		}
	}
	return strings.Join(append(out, old[at:]...), "")
}

func FuzzDiff(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nc")
	f.Add("", "x\n")
	f.Add("x", "")
	f.Add("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n", "0\n2\n3\n4\n5\n66\n7\n8\n9\n10\n11\n12\n13\n14\n15\n1\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		diff := Diff("f", "f", []byte(before), []byte(after))
		if got := patch(t, before, diff); diff != "" && got != after {
			t.Fatalf("got %q, want %q by\n%s", got, after, diff)
		}
		if (diff == "") != (before == after) {
			t.Fatalf("diff %q of %q and %q", diff, before, after)
		}
	})
}
