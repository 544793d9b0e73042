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
