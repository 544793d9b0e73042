package git_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestStore_names_objects_as_the_git_program_does(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git program to compare with")
	}
	dir := t.TempDir()
	run := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
			"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=1772366400 +0000",
			"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_COMMITTER_DATE=1772366400 +0000")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	write := func(name, content string, mode os.FileMode) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	run("init", "-q")
	write("lib.js", "x\n", 0o644)
	write("lib/a.js", "a\n", 0o644)
	write("lib-b", "b\n", 0o755)
	if err := os.Symlink("lib.js", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	run("add", "-A")
	run("commit", "-q", "-m", "first")
	sub := run("rev-parse", "HEAD")
	run("update-index", "--add", "--cacheinfo", "160000,"+sub+",vendor")
	run("commit", "-q", "-m", "second")

	var s git.Store
	files := map[string]git.Entry{
		"lib.js":   {Mode: git.ModeFile, ID: s.PutBlob([]byte("x\n"))},
		"lib/a.js": {Mode: git.ModeFile, ID: s.PutBlob([]byte("a\n"))},
		"lib-b":    {Mode: git.ModeExecutable, ID: s.PutBlob([]byte("b\n"))},
		"link":     {Mode: git.ModeSymlink, ID: s.PutBlob([]byte("lib.js"))},
	}
	ada := git.Signature{Name: "Ada", Email: "ada@example.com", When: noon}
	first := s.PutCommit(git.Commit{Tree: s.PutFiles(files), Author: ada, Committer: ada, Message: "first\n"})
	files["vendor"] = git.Entry{Mode: git.ModeSubmodule, ID: first}
	second := s.PutCommit(git.Commit{Tree: s.PutFiles(files), Parents: []git.ID{first}, Author: ada, Committer: ada, Message: "second\n"})
	if diff := cmp.Diff(run("rev-parse", "HEAD", "HEAD~1"), string(second)+"\n"+string(first)); diff != "" {
		t.Errorf("commits (-git +store):\n%s", diff)
	}
}

func TestStore_history(t *testing.T) {
	t.Parallel()
	var s git.Store
	commit := func(message string, parents ...git.ID) git.ID {
		return s.PutCommit(git.Commit{Tree: s.PutTree(nil), Parents: parents, Message: message})
	}
	root := commit("root")
	left := commit("left", root)
	right := commit("right", root)
	merge := commit("merge", left, right)

	if got, _ := s.MergeBase(left, right); got != root {
		t.Errorf("merge base of left and right = %s, want the root", got)
	}
	if diff := cmp.Diff([]git.ID{merge, right}, s.Log(merge, left)); diff != "" {
		t.Errorf("log of the merge without left (-want +got):\n%s", diff)
	}
	if !s.IsAncestor(root, merge) || s.IsAncestor(left, right) {
		t.Error("ancestors: want root before merge, and left not before right")
	}
}

func TestStore_merge(t *testing.T) {
	t.Parallel()
	var s git.Store
	tree := func(files map[string]string) git.ID {
		entries := map[string]git.Entry{}
		for at, content := range files {
			entries[at] = git.Entry{Mode: git.ModeFile, ID: s.PutBlob([]byte(content))}
		}
		return s.PutFiles(entries)
	}
	base := tree(map[string]string{"a": "1\n2\n3\n4\n5\n", "b": "x\n"})
	ours := tree(map[string]string{"a": "one\n2\n3\n4\n5\n", "b": "x\n"})
	theirs := tree(map[string]string{"a": "1\n2\n3\n4\nfive\n", "c": "new\n"})
	want := tree(map[string]string{"a": "one\n2\n3\n4\nfive\n", "c": "new\n"})
	if got, ok := s.Merge(base, ours, theirs); !ok || got != want {
		t.Errorf("Merge = %s, %t; want both sides' changes, %s", got, ok, want)
	}
	clash := tree(map[string]string{"a": "uno\n2\n3\n4\n5\n", "b": "x\n"})
	if _, ok := s.Merge(base, ours, clash); ok {
		t.Error("Merge of two changes to one line: no conflict reported")
	}
}
