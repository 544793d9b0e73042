package ghsim_test

import (
	"strconv"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
)

func (w *world) view(n int) ghsim.PullView {
	w.t.Helper()
	v, err := w.Pull("acme/shop", n)
	w.must(err)
	return v
}

func TestPull_follows_its_branches(t *testing.T) {
	w := newWorld(t)
	w.pull()
	sha := w.push(ghsim.Push{Branch: "nodedock/fixes", Files: map[string]string{"mine": "1"}})
	if v := w.view(1); v.HeadSHA != sha || len(v.Commits) != 2 {
		t.Errorf("after a person's push: head %s with %d commits", v.HeadSHA, len(v.Commits))
	}
	w.push(ghsim.Push{Files: map[string]string{"Dockerfile": "FROM node:22\nCOPY . .\nCMD npm start\n"}})
	if v := w.view(1); v.Mergeable {
		t.Error("both sides changed one line, and it is still mergeable")
	}
	w.must(w.RenameDefaultBranch("acme/shop", "trunk", "ada"))
	if v := w.view(1); v.Base != "trunk" || v.State != "open" {
		t.Errorf("after the rename: into %s, %s", v.Base, v.State)
	}
	w.must(w.DeleteBranch("acme/shop", "nodedock/fixes", "ada"))
	if v := w.view(1); v.State != "closed" {
		t.Errorf("after its branch went: %s", v.State)
	}
	if err := w.ReopenPull("acme/shop", 1, "ada"); err == nil {
		t.Error("reopened without a branch")
	}
}

func TestPull_is_merged(t *testing.T) {
	for name, merge := range map[string]func(*world) error{
		"by a merge commit": func(w *world) error { return w.MergePull("acme/shop", 1, "ada") },
		"squashed":          func(w *world) error { return w.SquashPull("acme/shop", 1, "ada") },
		"by a push that holds it": func(w *world) error {
			_, err := w.Push(ghsim.Push{Repo: "acme/shop", User: "ada", Branch: "main", From: "nodedock/fixes", Files: map[string]string{"more": "1"}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.pull()
			w.must(merge(w))
			files, err := w.Files("acme/shop", "main")
			w.must(err)
			if v := w.view(1); v.State != "merged" || files["Dockerfile"] != "FROM node:24\nCOPY . .\nCMD npm start\n" {
				t.Errorf("%s with %q", v.State, files["Dockerfile"])
			}
		})
	}
}

func TestThreads_move_with_their_line_and_grow_outdated(t *testing.T) {
	w := newWorld(t)
	w.pull()
	w.do(200, "POST", "/pulls/1/reviews", map[string]any{"event": "COMMENT", "comments": []any{map[string]any{"path": "Dockerfile", "line": 1, "body": "why"}}})
	w.push(ghsim.Push{Branch: "nodedock/fixes", Files: map[string]string{"Dockerfile": "# new\nFROM node:24\nCOPY . .\nCMD npm start\n"}})
	if got := w.view(1).Threads[0]; got.Line != 2 || got.Outdated {
		t.Errorf("a line was put above: thread at %d, outdated %t; want 2, false", got.Line, got.Outdated)
	}
	w.push(ghsim.Push{Branch: "nodedock/fixes", Files: map[string]string{"Dockerfile": "FROM node:26\nCOPY . .\nCMD npm start\n"}})
	if got := w.view(1).Threads[0]; !got.Outdated {
		t.Errorf("its line was changed: thread at %d, want it outdated", got.Line)
	}
	w.do(201, "POST", "/pulls/1/comments/"+strconv.FormatInt(w.view(1).Threads[0].Comments[0].ID, 10)+"/replies", map[string]any{"body": "gone"})
}

func TestForks_and_outsiders(t *testing.T) {
	w := newWorld(t)
	w.AddUser("bob")
	w.must(w.Fork("acme/shop", "bob"))
	_, err := w.Push(ghsim.Push{Repo: "bob/shop", User: "bob", Branch: "mine", Files: map[string]string{"Dockerfile": "FROM x\n"}})
	w.must(err)
	n, err := w.OpenPull(ghsim.NewPull{Repo: "acme/shop", User: "bob", Head: "bob:mine"})
	w.must(err)
	got := w.do(200, "GET", "/pulls/"+strconv.Itoa(n), nil)
	if at(got, "head", "repo", "full_name") != "bob/shop" || at(got, "head", "repo", "fork") != true {
		t.Errorf("head %v", at(got, "head", "repo", "full_name"))
	}
	if got := w.do(200, "GET", "/collaborators/bob/permission", nil); got["permission"] != "read" {
		t.Errorf("an outsider's permission: %v", got["permission"])
	}
	if status, _ := w.as(w.token, "GET", "/repos/bob/shop", nil); status != 403 {
		t.Errorf("a repository without the App: %d, want 403", status)
	}
}

func TestRepositories_that_moved_or_are_archived(t *testing.T) {
	w := newWorld(t)
	w.must(w.RenameRepo("acme/shop", "store", "ada"))
	if res := w.raw("GET", "/api/v3/repos/acme/shop/branches/main?x=1", nil); res.StatusCode != 301 || res.Header.Get("Location") != "/api/v3/repos/acme/store/branches/main?x=1" {
		t.Errorf("renamed: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	w.must(w.Archive("acme/store", true, "ada"))
	if status, _ := w.as(w.token, "POST", "/repos/acme/store/git/blobs", map[string]any{"content": "x"}); status != 403 {
		t.Errorf("a write to an archived repository: %d, want 403", status)
	}
}
