package ghsim_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// appKey is one key for all tests: making one takes long.
var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// A world is a simulated GitHub with acme/shop on it, ada who may write there,
// and an installed App.
type world struct {
	*ghsim.Sim
	t            *testing.T
	server       *httptest.Server
	installation int64
	token        string
	deliveries   chan delivered
}

type delivered struct {
	event, guid, signature string
	body                   []byte
}

func newWorld(t *testing.T, wrap ...func(http.Handler) http.Handler) *world {
	t.Helper()
	t.Parallel()
	w := &world{Sim: ghsim.New(), t: t, deliveries: make(chan delivered, 100)}
	hook := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.deliveries <- delivered{r.Header.Get("X-GitHub-Event"), r.Header.Get("X-GitHub-Delivery"), r.Header.Get("X-Hub-Signature-256"), body}
		rw.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(hook.Close)
	var h http.Handler = w.Sim
	for _, wrapper := range wrap {
		h = wrapper(h)
	}
	w.server = httptest.NewServer(h)
	t.Cleanup(w.server.Close)
	w.AddOrg("acme")
	w.AddUser("ada")
	w.must(w.AddRepo(ghsim.Repo{Owner: "acme", Name: "shop", Access: map[string]string{"ada": "write"}}))
	w.push(ghsim.Push{Files: map[string]string{"Dockerfile": "FROM node\nCOPY . .\nCMD npm start\n", "src/server.js": "1\n"}})
	w.must(w.AddApp(ghsim.App{
		ID: 7, Slug: "nodedock", Key: &appKey().PublicKey, WebhookURL: hook.URL, Secret: "s3cret",
		Permissions: map[string]string{"contents": "write", "pull_requests": "write", "checks": "write", "issues": "write"},
		Events:      []string{"push", "pull_request", "issue_comment", "check_run"},
	}))
	id, err := w.Install(7, "acme")
	w.must(err)
	w.installation = id
	w.settle()
	w.token = w.mint(nil)["token"].(string)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// push pushes to acme/shop as ada when not told otherwise.
func (w *world) push(p ghsim.Push) string {
	w.t.Helper()
	if p.Repo == "" {
		p.Repo = "acme/shop"
	}
	if p.User == "" {
		p.User = "ada"
	}
	sha, err := w.Push(p)
	w.must(err)
	return sha
}

func (w *world) settle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	w.must(w.Settle(ctx))
}

// jwt signs a token of the App as of now.
func (w *world) jwt(lifetime time.Duration) string {
	w.t.Helper()
	now := time.Now()
	text, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": "7", "iat": now.Add(-time.Minute).Unix(), "exp": now.Add(lifetime).Unix(),
	}).SignedString(appKey())
	w.must(err)
	return text
}

// mint asks for an installation token.
func (w *world) mint(body any) map[string]any {
	w.t.Helper()
	status, got := w.as(w.jwt(9*time.Minute), "POST", fmt.Sprintf("/app/installations/%d/access_tokens", w.installation), body)
	if status != http.StatusCreated {
		w.t.Fatalf("token: %d %v", status, got)
	}
	return got.(map[string]any)
}

// as sends a request with a token and returns status and body.
func (w *world) as(token, method, path string, body any) (int, any) {
	w.t.Helper()
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		w.must(err)
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, w.server.URL+path, in)
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+token)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	w.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	w.must(err)
	var got any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &got); err != nil {
			w.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	return res.StatusCode, got
}

// do sends a request as the installation, below /repos/acme/shop, and fails
// the test when the status is another one.
func (w *world) do(want int, method, path string, body any) map[string]any {
	w.t.Helper()
	status, got := w.as(w.token, method, "/repos/acme/shop"+path, body)
	if status != want {
		w.t.Fatalf("%s %s: status %d, want %d\n%v", method, path, status, want, got)
	}
	m, _ := got.(map[string]any)
	return m
}

// list is do for lists.
func (w *world) list(path string) []any {
	w.t.Helper()
	status, got := w.as(w.token, "GET", "/repos/acme/shop"+path, nil)
	if status != http.StatusOK {
		w.t.Fatalf("GET %s: status %d\n%v", path, status, got)
	}
	return got.([]any)
}

// query asks GraphQL and returns data and errors.
func (w *world) query(text string, variables map[string]any) (map[string]any, []any) {
	w.t.Helper()
	_, got := w.as(w.token, "POST", "/graphql", map[string]any{"query": text, "variables": variables})
	m := got.(map[string]any)
	data, _ := m["data"].(map[string]any)
	errs, _ := m["errors"].([]any)
	return data, errs
}

// at walks into decoded JSON.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

// bump writes a new Dockerfile on the branch nodedock/fixes through the API and
// returns the commit.
func (w *world) bump(dockerfile string) string {
	w.t.Helper()
	head := at(w.do(200, "GET", "/git/ref/heads/main", nil), "object", "sha")
	tree := w.do(201, "POST", "/git/trees", map[string]any{
		"base_tree": head, "tree": []any{map[string]any{"path": "Dockerfile", "mode": "100644", "type": "blob", "content": dockerfile}},
	})
	commit := w.do(201, "POST", "/git/commits", map[string]any{"message": "fix", "tree": tree["sha"], "parents": []any{head}})
	w.do(201, "POST", "/git/refs", map[string]any{"ref": "refs/heads/nodedock/fixes", "sha": commit["sha"]})
	return commit["sha"].(string)
}

// pull opens the bot's pull request and returns its number.
func (w *world) pull() int {
	w.t.Helper()
	w.bump("FROM node:24\nCOPY . .\nCMD npm start\n")
	got := w.do(201, "POST", "/pulls", map[string]any{"title": "Fix", "body": "b", "head": "nodedock/fixes", "base": "main"})
	return int(got["number"].(float64))
}
