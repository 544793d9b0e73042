package ghsim_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/ghsim/conform"
)

func TestSchema_is_a_part_of_GitHubs(t *testing.T) {
	t.Parallel()
	for _, err := range conform.Need(t).CheckSchema(ghsim.Schema()) {
		t.Error(err)
	}
}

// TestAnswers_are_as_GitHub_describes_them asks every endpoint.
func TestAnswers_are_as_GitHub_describes_them(t *testing.T) {
	spec := conform.Need(t)
	w := newWorld(t, func(next http.Handler) http.Handler {
		return spec.Handler(next, func(err error) { t.Error(err) })
	})
	type in = map[string]any
	w.push(ghsim.Push{Files: map[string]string{"link": "Dockerfile"}, Modes: map[string]string{"link": "120000"}})
	w.pull()
	w.do(200, "GET", "", nil)
	w.do(200, "GET", "/branches/main", nil)
	head := w.do(200, "GET", "/git/ref/heads/nodedock/fixes", nil)
	sha := at(head, "object", "sha").(string)
	w.list("/git/matching-refs/heads/nodedock")
	w.do(200, "GET", "/git/trees/main", nil)
	tree := w.do(200, "GET", "/git/trees/"+sha+"?recursive=1", nil)
	w.do(200, "GET", fmt.Sprintf("/git/blobs/%v", at(tree, "tree", 0, "sha")), nil)
	w.do(201, "POST", "/git/blobs", in{"content": "aGk=", "encoding": "base64"})
	w.do(200, "GET", "/git/commits/"+sha, nil)
	w.do(200, "GET", "/contents/Dockerfile", nil)
	w.do(200, "GET", "/contents/link", nil)
	w.list("/contents/src")
	w.do(200, "GET", "/compare/main...nodedock/fixes", nil)
	w.list("/commits?path=Dockerfile")
	w.do(200, "GET", "/commits/"+sha, nil)
	w.do(200, "GET", "/collaborators/ada/permission", nil)

	w.list("/pulls?head=acme:nodedock/fixes&state=all")
	w.do(200, "GET", "/pulls/1", nil)
	w.do(200, "PATCH", "/pulls/1", in{"title": "Other", "body": "text"})
	w.list("/pulls/1/files")
	w.list("/pulls/1/commits")
	w.list("/commits/" + sha + "/pulls")
	w.do(201, "POST", "/pulls/1/requested_reviewers", in{"reviewers": []any{"ada"}})
	review := w.do(200, "POST", "/pulls/1/reviews", in{"event": "COMMENT", "body": "r", "commit_id": sha, "comments": []any{in{"path": "Dockerfile", "line": 1, "side": "RIGHT", "body": "why"}}})
	w.list("/pulls/1/reviews")
	w.list(fmt.Sprintf("/pulls/1/reviews/%.0f/comments", review["id"]))
	inline := w.list("/pulls/1/comments")
	w.do(201, "POST", fmt.Sprintf("/pulls/1/comments/%.0f/replies", at(inline, 0, "id")), in{"body": "because"})

	comment := w.do(201, "POST", "/issues/1/comments", in{"body": "hello"})
	path := fmt.Sprintf("/issues/comments/%.0f", comment["id"])
	w.do(200, "GET", path, nil)
	w.do(200, "PATCH", path, in{"body": "hello again"})
	reaction := w.do(201, "POST", path+"/reactions", in{"content": "eyes"})
	w.do(200, "POST", path+"/reactions", in{"content": "eyes"})
	w.list(path + "/reactions")
	w.do(204, "DELETE", fmt.Sprintf("%s/reactions/%.0f", path, reaction["id"]), nil)
	w.list("/issues/1/comments")
	w.as(w.token, "POST", "/repos/acme/shop/issues/1/labels", in{"labels": []any{"docker"}})
	w.list("/issues/1/labels")
	w.do(201, "POST", "/issues/1/assignees", in{"assignees": []any{"ada"}})

	run := w.do(201, "POST", "/check-runs", in{"name": "nodedock", "head_sha": sha, "status": "in_progress"})
	path = fmt.Sprintf("/check-runs/%.0f", run["id"])
	w.do(200, "PATCH", path, in{"conclusion": "neutral", "output": in{"title": "t", "summary": "s", "annotations": []any{
		in{"path": "Dockerfile", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "m"},
	}}})
	w.do(200, "GET", path, nil)
	w.list(path + "/annotations")
	w.do(200, "GET", "/commits/nodedock/fixes/check-runs", nil)
	w.do(200, "PATCH", "/pulls/1", in{"state": "closed"})
	w.do(204, "DELETE", "/git/refs/heads/nodedock/fixes", nil)
	w.do(404, "GET", "/pulls/9", nil)
	w.do(422, "POST", "/git/refs", in{"ref": "refs/heads/main", "sha": sha})

	w.settle()
	app := w.jwt(60e9)
	for _, path := range []string{
		"/app", "/app/installations", fmt.Sprintf("/app/installations/%d", w.installation), "/repos/acme/shop/installation",
		"/app/hook/deliveries", fmt.Sprintf("/app/hook/deliveries/%d", w.Deliveries()[0].ID),
	} {
		if status, got := w.as(app, "GET", path, nil); status != 200 {
			t.Errorf("GET %s: %d %v", path, status, got)
		}
	}
	if status, _ := w.as(app, "POST", fmt.Sprintf("/app/hook/deliveries/%d/attempts", w.Deliveries()[0].ID), nil); status != 202 {
		t.Errorf("redelivery: %d, want 202", status)
	}
	w.settle()
	for _, path := range []string{"/installation/repositories", "/rate_limit"} {
		if status, got := w.as(w.token, "GET", path, nil); status != 200 {
			t.Errorf("GET %s: %d %v", path, status, got)
		}
	}
	w.mint(in{"repositories": []any{"shop"}, "permissions": in{"contents": "read"}})
}
