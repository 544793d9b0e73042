package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
)

// tree writes files below a new folder: path, content, path, content, …
func tree(t testing.TB, files ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(files); n += 2 {
		file := filepath.Join(dir, filepath.FromSlash(files[n]))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(files[n+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t testing.TB, paths ...string) *folder {
	t.Helper()
	f, err := openFolder(paths)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func listed(t *testing.T, f *folder) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(f, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFolderLeavesOutWhatGitIgnores(t *testing.T) {
	t.Parallel()
	dir := tree(t,
		".git/info/exclude", "secret\n", ".git/HEAD", "x", "secret", "x",
		".gitignore", "# comment\nnode_modules/\n*.log\n!keep.log\n/dist\na/*/gen\nlogs/**\n\\#odd\n[!a]bc\nignored-dir\n",
		"Dockerfile", "FROM scratch\n", "node_modules/x/Dockerfile", "x", "debug.log", "x", "keep.log", "x",
		"dist/a", "x", "api/dist/a", "x", "a/b/gen/f", "x", "a/gen", "x", "logs/x/y", "x", "#odd", "x", "xbc", "x", "abc", "x",
		"api/.gitignore", "!debug.log\nlocal\n", "api/debug.log", "x", "api/local", "x", "local", "x", "api/deep/local", "x",
		"sub/.git", "gitdir: elsewhere\n", "sub/Dockerfile", "x", "ignored-dir/keep.log", "x",
	)
	want := []string{".gitignore", "Dockerfile", "a/gen", "abc", "api/.gitignore", "api/debug.log", "api/dist/a", "keep.log", "local"}
	f := open(t, dir)
	if diff := cmp.Diff(want, listed(t, f)); diff != "" {
		t.Error(diff)
	}
	if _, err := f.Open("node_modules/x/Dockerfile"); err == nil {
		t.Error("a file below an ignored folder can be opened by name")
	}
}

func TestFolderIsTheEnclosingWorkTree(t *testing.T) {
	t.Parallel()
	dir := tree(t, ".git/HEAD", "x", "services/api/Dockerfile", "FROM scratch\n")
	f := open(t, filepath.Join(dir, "services", "api"), filepath.Join(dir, "services", "api", "Dockerfile"))
	if f.dir != dir {
		t.Errorf("root %s, want %s", f.dir, dir)
	}
	if diff := cmp.Diff([]string{"services/api", "services/api/Dockerfile"}, f.wanted); diff != "" {
		t.Error(diff)
	}
	if _, err := openFolder([]string{filepath.Join(dir, "services"), t.TempDir()}); err == nil || !strings.Contains(err.Error(), "is outside of") {
		t.Errorf("two repositories at once: %v", err)
	}
}

func TestReplaceWritesWholeFilesAndFollowsNoLink(t *testing.T) {
	t.Parallel()
	dir := tree(t, "Dockerfile", "old\n", "outside", "old\n", "changed", "new\n", "there", "x")
	if err := os.Chmod(filepath.Join(dir, "Dockerfile"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("outside", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	change := func(path string, created bool) fixes.FileChange {
		return fixes.FileChange{Path: path, Before: []byte("old\n"), After: []byte("fixed\n"), Mode: 0o644, Created: created}
	}
	for path, want := range map[string]string{"link": "not a regular file", "changed": "changed meanwhile", "gone": "no such file"} {
		if err := f.replace(change(path, false)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	if err := f.replace(change("there", true)); err == nil || !strings.Contains(err.Error(), "there by now") {
		t.Errorf("a file to be created is there: %v", err)
	}
	if err := f.apply(&fixes.Plan{Files: []fixes.FileChange{change("Dockerfile", false), change("new", true)}}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Dockerfile", "new"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != "fixed\n" {
			t.Errorf("%s: %q %v", name, data, err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "Dockerfile")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the mode is %v", info.Mode())
	}
	entries, err := os.ReadDir(dir)
	if err != nil || slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), ".nodedock-") }) {
		t.Errorf("a temporary file is left: %v %v", entries, err)
	}
}
