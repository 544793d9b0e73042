package main

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// gitIndex writes an index of version 2 or 4 that names the paths.
func gitIndex(version uint32, names ...string) []byte {
	out := binary.BigEndian.AppendUint32([]byte("DIRC"), version)
	out = binary.BigEndian.AppendUint32(out, uint32(len(names)))
	before := ""
	for _, name := range names {
		entry := append(make([]byte, 60), 0, byte(len(name)))
		if version == 4 {
			shared := 0
			for shared < min(len(before), len(name)) && before[shared] == name[shared] {
				shared++
			}
			entry = append(entry, byte(len(before)-shared))
			out = append(out, append(append(entry, name[shared:]...), 0)...)
			before = name
			continue
		}
		entry = append(append(entry, name...), 0)
		for len(entry)%8 != 0 {
			entry = append(entry, 0)
		}
		out = append(out, entry...)
	}
	return append(out, make([]byte, 20)...)
}

func TestTrackedPaths(t *testing.T) {
	t.Parallel()
	want := map[string]bool{".env": true, "api": true, "api/.env.production": true, "api/server.js": true}
	for _, version := range []uint32{2, 4} {
		if diff := cmp.Diff(want, trackedPaths(gitIndex(version, ".env", "api/.env.production", "api/server.js"))); diff != "" {
			t.Errorf("version %d: (-want +got)\n%s", version, diff)
		}
	}
	whole := gitIndex(2, ".env", "api/server.js")
	for n := range len(whole) - 20 {
		if got := trackedPaths(whole[:n]); got != nil && len(got) != 3 {
			t.Errorf("an index cut at %d names %v", n, got)
		}
	}
}

func TestFolderKeepsWhatGitTracksThoughItIsIgnored(t *testing.T) {
	t.Parallel()
	dir := tree(t, ".git/index", string(gitIndex(2, ".env", "logs/keep.txt")), ".gitignore", ".env\nlogs/\n*.local\n",
		".env", "A=1", "logs/keep.txt", "", "logs/today.txt", "", "x.local", "", "server.js", "")
	want := []string{".env", ".gitignore", "logs/keep.txt", "server.js"}
	if diff := cmp.Diff(want, listed(t, open(t, dir))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
