package fixes

import (
	"testing"

	"github.com/nodedock/nodedock/fixes/pattern"
)

func TestSearchesForgetAFileThatChanged(t *testing.T) {
	t.Parallel()
	r, err := newRepo(repo("server.js", "listen(3000)\nlisten(4000)\n"))
	if err != nil {
		t.Fatal(err)
	}
	re := pattern.New(`listen\((\d+)\)`)
	for range 2 {
		if found, err := r.FindAll("server.js", re); err != nil || len(found) != 2 || found[1][1] != "4000" {
			t.Errorf("found %q, %v", found, err)
		}
		if ok, err := r.Matches("server.js", re); err != nil || !ok {
			t.Errorf("matches %v, %v", ok, err)
		}
	}
	r.write("server.js", []byte("close()\n"))
	if ok, err := r.Matches("server.js", re); err != nil || ok {
		t.Errorf("the new text matches %v, %v", ok, err)
	}
	if found, err := r.FindAll("absent.js", re); err != nil || found != nil {
		t.Errorf("absent: %q, %v", found, err)
	}
}

func TestSearchesLeaveCommentsOfCodeOut(t *testing.T) {
	t.Parallel()
	re := pattern.New(`listen\((\d+)\)`)
	const code = "// listen(1)\nlisten(2) /* listen(3) */\nconst said = \"// listen(4)\"\n"
	for name, want := range map[string]int{"server.js": 2, "server.ts": 2, "notes.txt": 4, "page.tsx": 4} {
		r, err := newRepo(repo(name, code))
		if err != nil {
			t.Fatal(err)
		}
		if found, err := r.FindAll(name, re); err != nil || len(found) != want {
			t.Errorf("%s: found %q, %v, want %d", name, found, err, want)
		}
	}
	r, err := newRepo(repo("server.js", "// listen(1)\n"))
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := r.Matches("server.js", re); err != nil || ok {
		t.Errorf("a comment matches %v, %v", ok, err)
	}
}
