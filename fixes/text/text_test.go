package text

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		src   string
		edits []Edit
		want  string
	}{
		"no edits":                       {"FROM node\n", nil, "FROM node\n"},
		"replaces a span":                {"FROM node\n", []Edit{Replace(Span{5, 9}, "bun")}, "FROM bun\n"},
		"inserts at the end":             {"a", []Edit{Insert(1, "b")}, "ab"},
		"deletes":                        {"abc", []Edit{Delete(Span{1, 2})}, "ac"},
		"takes edits in any order":       {"abc", []Edit{Insert(3, "!"), Replace(Span{0, 1}, "A")}, "Abc!"},
		"keeps the order of insertions":  {"ab", []Edit{Insert(1, "1"), Insert(1, "2")}, "a12b"},
		"inserts before what is removed": {"abc", []Edit{Delete(Span{1, 2}), Insert(1, "x")}, "axc"},
		"joins neighbours":               {"abcd", []Edit{Replace(Span{0, 2}, "x"), Replace(Span{2, 4}, "y")}, "xy"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Apply([]byte(tt.src), tt.edits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(got), tt.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestApplyRefusesBadEdits(t *testing.T) {
	t.Parallel()
	tests := map[string][]Edit{
		"outside the file": {Insert(4, "x")},
		"negative":         {Insert(-1, "x")},
		"turned around":    {Delete(Span{2, 1})},
		"overlapping":      {Delete(Span{0, 2}), Delete(Span{1, 3})},
		"the same twice":   {Delete(Span{0, 2}), Delete(Span{0, 2})},
		"inside a removal": {Delete(Span{0, 3}), Insert(1, "x")},
	}
	for name, edits := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := Apply([]byte("abc"), edits); err == nil {
				t.Errorf("got %q, want an error", got)
			}
		})
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"", "a", "a\n", "a\nb", "a\r\n\n\nb\n"} {
		l := NewLines([]byte(src))
		var joined []byte
		for n := 1; n <= l.Count(); n++ {
			s := l.Span(n)
			if got := l.Position(s.Start); got != (Position{n, 1}) {
				t.Errorf("%q: line %d begins at %v", src, n, got)
			}
			joined = append(joined, src[s.Start:s.End]...)
		}
		if string(joined) != src {
			t.Errorf("lines of %q joined are %q", src, joined)
		}
	}
	l := NewLines([]byte("ab\ncd\n"))
	if got, want := l.Position(4), (Position{2, 2}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := l.Position(6), (Position{3, 1}); got != want {
		t.Errorf("the end: got %v, want %v", got, want)
	}
}

// decode makes edits of fuzz bytes: start, length and text of each.
func decode(size int, data []byte) []Edit {
	var edits []Edit
	for len(data) >= 3 {
		start, length, n := int(data[0]), int(data[1])%8, int(data[2])%4
		data = data[3:]
		n = min(n, len(data))
		start %= size + 1
		edits = append(edits, Edit{Span{start, min(start+length, size)}, string(data[:n])})
		data = data[n:]
	}
	return edits
}

// naive applies edits one byte position after another.
func naive(src []byte, edits []Edit) []byte {
	var out []byte
	for at := 0; at <= len(src); at++ {
		for _, empty := range []bool{true, false} {
			for _, e := range edits {
				if e.Span.Start == at && (e.Span.Len() == 0) == empty {
					out = append(out, e.New...)
				}
			}
		}
		if at < len(src) && !inside(edits, at) {
			out = append(out, src[at])
		}
	}
	return out
}

// inside reports whether an edit replaces the byte at offset.
func inside(edits []Edit, offset int) bool {
	for _, e := range edits {
		if e.Span.Start <= offset && offset < e.Span.End {
			return true
		}
	}
	return false
}

func FuzzApply(f *testing.F) {
	f.Add([]byte("FROM node:20\nRUN npm install\n"), []byte{5, 4, 3, 'b', 'u', 'n', 30, 0, 1, '#'})
	f.Add([]byte(""), []byte{0, 0, 2, 'a', 'b'})
	f.Add([]byte("abc"), []byte{1, 1, 0, 1, 0, 1, 'x'})
	f.Fuzz(func(t *testing.T, src, data []byte) {
		edits := decode(len(src), data)
		got, err := Apply(src, edits)
		if err != nil {
			return
		}
		if want := naive(src, edits); !bytes.Equal(got, want) {
			t.Fatalf("got %q, want %q for %v", got, want, edits)
		}
		for at := range src {
			if inside(edits, at) {
				continue
			}
			now := Forward(edits, at)
			if now < 0 || now >= len(got) || got[now] != src[at] {
				t.Fatalf("the byte at %d should be at %d of %q, edits %v", at, now, got, edits)
			}
			if back := Backward(edits, now); back != at {
				t.Fatalf("%d went to %d and back to %d, edits %v", at, now, back, edits)
			}
		}
		last := 0
		for at := 0; at <= len(src); at++ {
			now := Forward(edits, at)
			if now < last || now > len(got) {
				t.Fatalf("%d went to %d, the offset before it to %d", at, now, last)
			}
			last = now
		}
	})
}
