package ghsim_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot/ghsim"
)

func TestPush_is_delivered_signed_and_says_what_changed(t *testing.T) {
	w := newWorld(t)
	for len(w.deliveries) > 0 {
		<-w.deliveries
	}
	after := w.push(ghsim.Push{Message: "change", Files: map[string]string{"Dockerfile": "FROM node:24\n", "new": "x"}, Delete: []string{"src/server.js"}})
	w.settle()
	d := <-w.deliveries
	mac := hmac.New(sha256.New, []byte("s3cret"))
	mac.Write(d.body)
	if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); d.event != "push" || d.signature != want {
		t.Errorf("event %q signed %q, want push signed %q", d.event, d.signature, want)
	}
	var p map[string]any
	w.must(json.Unmarshal(d.body, &p))
	commit := at(p, "commits", 0)
	got := []any{p["ref"], p["after"], p["created"], p["forced"], at(p, "installation", "id"), at(p, "repository", "full_name"), at(commit, "added"), at(commit, "removed"), at(commit, "modified")}
	want := []any{"refs/heads/main", after, false, false, float64(w.installation), "acme/shop", []any{"new"}, []any{"src/server.js"}, []any{"Dockerfile"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
}

func TestBot_commits_without_an_author_are_its_own_and_verified(t *testing.T) {
	w := newWorld(t)
	sha := w.bump("FROM node:24\n")
	got := w.do(200, "GET", "/git/commits/"+sha, nil)
	if at(got, "author", "name") != "nodedock[bot]" || at(got, "verification", "verified") != true {
		t.Errorf("commit by %v, verified %v; want nodedock[bot], true", at(got, "author", "name"), at(got, "verification", "verified"))
	}
}

func TestRefs_move_forward_only(t *testing.T) {
	w := newWorld(t)
	w.bump("FROM node:24\n")
	main := at(w.do(200, "GET", "/git/ref/heads/main", nil), "object", "sha")
	got := w.do(422, "PATCH", "/git/refs/heads/nodedock/fixes", map[string]any{"sha": main, "force": false})
	if got["message"] != "Update is not a fast forward" {
		t.Errorf("message %q", got["message"])
	}
	w.do(422, "POST", "/git/refs", map[string]any{"ref": "refs/heads/nodedock/fixes", "sha": main})
	w.do(204, "DELETE", "/git/refs/heads/nodedock/fixes", nil)
	w.do(404, "GET", "/git/ref/heads/nodedock/fixes", nil)
}

func TestPulls_one_per_head_and_only_with_commits(t *testing.T) {
	w := newWorld(t)
	w.pull()
	again := w.do(422, "POST", "/pulls", map[string]any{"title": "Fix", "head": "nodedock/fixes", "base": "main"})
	if got := at(again, "errors", 0, "message"); got != "A pull request already exists for acme:nodedock/fixes." {
		t.Errorf("second pull request: %v", again)
	}
	main := at(w.do(200, "GET", "/git/ref/heads/main", nil), "object", "sha")
	w.do(201, "POST", "/git/refs", map[string]any{"ref": "refs/heads/same", "sha": main})
	none := w.do(422, "POST", "/pulls", map[string]any{"title": "Fix", "head": "same", "base": "main"})
	if got := at(none, "errors", 0, "message"); got != "No commits between main and same" {
		t.Errorf("no commits: %v", none)
	}
}

func TestReviews_are_refused_whole_when_a_line_is_outside_the_diff(t *testing.T) {
	w := newWorld(t)
	w.pull()
	comment := func(more map[string]any) map[string]any {
		c := map[string]any{"path": "Dockerfile", "line": 1, "side": "RIGHT", "body": "why"}
		for k, v := range more {
			c[k] = v
		}
		return c
	}
	review := func(comments ...any) map[string]any {
		return map[string]any{"event": "COMMENT", "body": "r", "comments": comments}
	}
	for name, bad := range map[string]map[string]any{
		"a line that is not there":   {"line": 40},
		"a file that is not changed": {"path": "src/server.js"},
		"a side without the line":    {"side": "LEFT", "line": 4},
		"a start after the end":      {"start_line": 3, "line": 2},
	} {
		if got := w.do(422, "POST", "/pulls/1/reviews", review(comment(nil), comment(bad))); got["message"] != "Unprocessable Entity" {
			t.Errorf("%s: %v", name, got)
		}
	}
	if n := len(w.list("/pulls/1/reviews")); n != 0 {
		t.Errorf("%d reviews after refusals, want none", n)
	}
	got := w.do(200, "POST", "/pulls/1/reviews", review(comment(nil), comment(map[string]any{"side": "LEFT"}), comment(map[string]any{"start_line": 1, "line": 3})))
	if got["state"] != "COMMENTED" || len(w.list("/pulls/1/comments")) != 3 {
		t.Errorf("review %v with %d comments, want COMMENTED with 3", got["state"], len(w.list("/pulls/1/comments")))
	}
}

func TestGraphQL_answers_aliases_fragments_and_variables(t *testing.T) {
	w := newWorld(t)
	w.pull()
	w.do(200, "POST", "/pulls/1/reviews", map[string]any{"event": "COMMENT", "comments": []any{map[string]any{"path": "Dockerfile", "line": 1, "body": "why"}}})
	data, errs := w.query(`query($owner: String!, $name: String!, $n: Int!) {
		repository(owner: $owner, name: $name) {
			docker: object(expression: "HEAD:Dockerfile") { ...text }
			defaultBranchRef { name target { ... on Commit { history(first: 5) { nodes { author { user { login } } } } } } }
			pullRequest(number: $n) { author { __typename login } state reviewThreads(first: 5) { nodes { id isResolved line comments(first: 1) { nodes { body } } } } }
		}
		missing: repository(owner: $owner, name: ".github") { id }
	} fragment text on Blob { text isBinary }`, map[string]any{"owner": "acme", "name": "shop", "n": 1})
	if at(errs, 0, "type") != "NOT_FOUND" || at(errs, 0, "path", 0) != "missing" || len(errs) != 1 {
		t.Errorf("errors %v, want one NOT_FOUND at missing", errs)
	}
	pr := at(data, "repository", "pullRequest")
	thread := at(pr, "reviewThreads", "nodes", 0)
	got := []any{
		at(data, "repository", "docker", "text"), at(data, "repository", "defaultBranchRef", "name"), at(pr, "author", "__typename"),
		at(pr, "author", "login"), at(thread, "isResolved"), at(thread, "line"), at(thread, "comments", "nodes", 0, "body"),
	}
	want := []any{"FROM node\nCOPY . .\nCMD npm start\n", "main", "Bot", "nodedock", false, 1.0, "why"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	data, _ = w.query(`mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }`, map[string]any{"id": at(thread, "id")})
	if at(data, "resolveReviewThread", "thread", "isResolved") != true {
		t.Errorf("resolve: %v", data)
	}
	if _, errs := w.query(`{ repository(owner: "a", name: "b") { nonsense } }`, nil); len(errs) != 1 {
		t.Errorf("a field that does not exist: errors %v", errs)
	}
}

func TestTokens_are_refused_when_wrong(t *testing.T) {
	w := newWorld(t)
	path := "/app/installations/1/access_tokens"
	if status, _ := w.as(w.jwt(time.Hour), "POST", path, nil); status != 401 {
		t.Errorf("a JWT of an hour: %d, want 401", status)
	}
	if status, _ := w.as("nonsense", "GET", "/repos/acme/shop", nil); status != 401 {
		t.Errorf("an unknown token: %d, want 401", status)
	}
	narrow := w.mint(map[string]any{"permissions": map[string]any{"contents": "read"}})["token"].(string)
	if status, _ := w.as(narrow, "POST", "/repos/acme/shop/git/blobs", map[string]any{"content": "x"}); status != 403 {
		t.Errorf("a write with a read token: %d, want 403", status)
	}
	w.must(w.Suspend(w.installation))
	if status, _ := w.as(w.token, "GET", "/repos/acme/shop", nil); status != 403 {
		t.Errorf("suspended: %d, want 403", status)
	}
}
