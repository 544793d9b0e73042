package bot_test

import (
	"context"
	"fmt"
	"io/fs"
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

// TestFilesThatWereNotForeseenAreReadTogether reads sources that are too many for the
// snapshot's own query.
func TestFilesThatWereNotForeseenAreReadTogether(t *testing.T) {
	files := map[string]string{"Dockerfile": naive["Dockerfile"], "package.json": naive["package.json"], "notes.txt": "none"}
	for n := range 500 {
		files[fmt.Sprintf("src/api/f%03d.js", n)] = fmt.Sprintf("exports.n = %d\n", n)
	}
	for n := range 300 {
		files[fmt.Sprintf("src/components/c%03d.js", n)] = fmt.Sprintf("exports.n = %d.5\n", n)
	}
	w := newWorld(t, files)
	snap, err := w.app.Snapshot(context.Background(), w.repo, "")
	w.check(err)
	foreseen := map[string]bool{}
	var paths []string
	for name := range files {
		paths = append(paths, name)
	}
	for _, name := range fixes.Wanted(paths) {
		foreseen[name] = true
	}
	w.sim.ResetRequests()
	for n := range 240 {
		name := fmt.Sprintf("src/components/c%03d.js", n)
		if foreseen[name] {
			t.Fatalf("%s is foreseen: the test needs more files", name)
		}
		if data, err := fs.ReadFile(snap.FS, name); err != nil || string(data) != files[name] {
			t.Fatalf("%s: %q, %v", name, data, err)
		}
	}
	if _, err := fs.ReadFile(snap.FS, "notes.txt"); err != nil {
		t.Error(err)
	}
	got := map[string]int{}
	for _, r := range w.sim.Requests() {
		got[r.API]++
	}
	if got["rest"] != 2 || got["graphql"] != 1 {
		t.Errorf("requests %v, want 2 for the first file of each kind and 1 query for the rest", got)
	}
}
