package gh

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
)

func oid(data string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(data), data))
	return hex.EncodeToString(sum[:])
}

func TestTreeIsAFileSystem(t *testing.T) {
	t.Parallel()
	files := map[string]string{oid("a"): "a", oid("longer"): "longer"}
	tree := newTreeFS([]entry{
		{path: "Dockerfile", oid: oid("a"), mode: 0o644, size: 1},
		{path: "bin/run.sh", oid: oid("longer"), mode: 0o755, size: 6},
		{path: "bin", mode: fs.ModeDir},
		{path: "../escape", oid: oid("a"), mode: 0o644},
		{path: "a//b", oid: oid("a"), mode: 0o644},
	}, func(_, id string) ([]byte, error) {
		data, ok := files[id]
		if !ok {
			return nil, errors.New("no such blob")
		}
		return []byte(data), nil
	})
	if err := fstest.TestFS(tree, "Dockerfile", "bin/run.sh"); err != nil {
		t.Error(err)
	}
	if got := len(tree.paths()); got != 2 {
		t.Errorf("%d files, want 2", got)
	}
}

func TestLinksAndSubmodulesAreListedAndNotRead(t *testing.T) {
	t.Parallel()
	tree := newTreeFS([]entry{{path: "link", mode: modeOf("120000")}, {path: "module", mode: modeOf("160000")}}, nil)
	list, err := fs.ReadDir(tree, ".")
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	if list[0].Type() != fs.ModeSymlink || list[1].Type().IsRegular() || list[1].IsDir() {
		t.Errorf("types %v and %v", list[0].Type(), list[1].Type())
	}
	for _, name := range []string{"link", "module"} {
		if _, err := tree.Open(name); err == nil {
			t.Errorf("%s can be opened", name)
		}
	}
}

func TestCacheForgetsWhatWasUsedLeast(t *testing.T) {
	t.Parallel()
	m := NewMemory(10)
	m.Put("a", []byte("12345"))
	m.Put("b", []byte("12345"))
	m.Get("a")
	m.Put("c", []byte("1"))
	m.Put("huge", []byte("12345678901"))
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "huge": false} {
		if _, ok := m.Get(name); ok != want {
			t.Errorf("%s is kept: %t, want %t", name, ok, want)
		}
	}
}

func TestContentThatWasCutOrRecodedIsNotBelieved(t *testing.T) {
	t.Parallel()
	if !isBlob(oid("hello\n"), []byte("hello\n")) {
		t.Error("the content itself is not believed")
	}
	for _, data := range []string{"hello", "hello\r\n", ""} {
		if isBlob(oid("hello\n"), []byte(data)) {
			t.Errorf("%q is believed", data)
		}
	}
}

func TestContentUnderAnIDThatIsNoHashStaysWithItsRepository(t *testing.T) {
	t.Parallel()
	in := &installation{app: new(App)}
	files := newTreeFS([]entry{{path: "a", oid: "1", mode: 0o644, size: 6}, {path: "b", oid: "2", mode: 0o644}}, nil)
	for _, c := range []struct {
		id, data string
		want     bool
	}{{"1", "hello", false}, {"1", "hello\n", true}, {"2", "any", true}} {
		if got := in.take(files, c.id, []byte(c.data)); got != c.want {
			t.Errorf("%q as %s is taken: %t, want %t", c.data, c.id, got, c.want)
		}
	}
	if _, kept := in.app.blobs().Get("1"); kept {
		t.Error("other repositories would get the content")
	}
}
