package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/registry"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules"
)

// The files named scenario_*_test.go tell stories of the whole program: the
// server as serve runs it, a simulated GitHub whose people are played by the
// test, and a registry in memory. Each asserts what is on GitHub in the end and
// how many requests that took.

// A scene is where a story takes place.
type scene struct {
	*testing.T
	github *ghsim.Sim
	images *registrytest.Registry
	server *server
	// installation is the App's on the organisation acme.
	installation int64
	mirrors      string
}

// The people and repositories of the stories.
const (
	shop   = "acme/shop"
	writer = "ada"
	// outsider may read and comment, and no more.
	outsider = "mallory"
	fixes1   = "nodedock/fixes"
)

// A staging changes how a scene is set up.
type staging struct {
	// base is what the API's path begins with: "/api/v3" on an Enterprise Server.
	base string
	// around wraps the simulated GitHub.
	around func(http.Handler) http.Handler
	env    []string
	sim    func(*ghsim.Sim)
}

// newScene starts everything, with the App on acme and an empty acme/shop.
func newScene(t *testing.T, how staging) *scene {
	t.Helper()
	t.Parallel()
	s := &scene{T: t, github: ghsim.New(), images: registrytest.NewNode("20.19.5", "22.21.1", "24.11.1", "26.3.0")}
	if how.sim != nil {
		how.sim(s.github)
	}
	var handler http.Handler = s.github
	if how.around != nil {
		handler = how.around(handler)
	}
	api, images := httptest.NewServer(handler), httptest.NewServer(s.images)
	t.Cleanup(func() { api.Close(); s.github.Close(); images.Close() })
	s.mirrors = registrytest.Mirrors(images.URL, "docker.io")
	server, c := startWithConfig(t, append([]string{
		"GITHUB_API_URL=" + api.URL + how.base + "/", "NODEDOCK_REGISTRY_MIRRORS=" + s.mirrors, "NODEDOCK_SWEEP_INTERVAL=0",
	}, how.env...)...)
	s.server = server
	s.must(s.github.AddApp(ghsim.App{
		ID: storyApp, Slug: "nodedock", Key: &c.key.PublicKey, WebhookURL: server.URL() + "/webhook", Secret: "of no value",
		Permissions: appPermissions, Events: append(slices.Clone(appEvents), "check_suite"),
	}))
	s.github.AddUser(outsider)
	s.repo("shop")
	var err error
	s.installation, err = s.github.Install(storyApp, "acme")
	s.must(err)
	s.settle()
	return s
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// repo makes a repository of acme that the writer may push to.
func (s *scene) repo(name string) {
	s.Helper()
	s.must(s.github.AddRepo(ghsim.Repo{Owner: "acme", Name: name, Access: map[string]string{writer: "write"}}))
}

// push commits to the default branch of acme/shop as the writer.
func (s *scene) push(files map[string]string) (sha string) {
	s.Helper()
	return s.pushTo(ghsim.Push{Repo: shop, Files: files})
}

func (s *scene) pushTo(p ghsim.Push) (sha string) {
	s.Helper()
	if p.User == "" {
		p.User = writer
	}
	sha, err := s.github.Push(p)
	s.must(err)
	return sha
}

// patience is how long a story may take to come to rest. It ends a story that
// hangs; a slow machine is no failure.
const patience = 10 * time.Minute

// settle waits until every delivery is answered and no command is left to do.
func (s *scene) settle() {
	s.Helper()
	s.rest("available", "running", "retryable", "scheduled")
}

// rest waits until every delivery is answered and no command is in one of the
// states.
func (s *scene) rest(states ...string) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	for quiet := 0; quiet < 2; {
		s.must(s.github.Settle(ctx))
		events := len(s.github.Events(0))
		depth, err := s.server.queue.Depth(ctx)
		s.must(err)
		busy := 0
		for _, state := range states {
			busy += depth[state]
		}
		if busy == 0 && len(s.github.Events(0)) == events {
			quiet++
			continue
		}
		quiet = 0
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			s.Fatalf("it does not come to rest: %v\n%s", depth, s.requests())
		}
	}
}

// cost does something, waits for the rest and returns how many requests it
// took, those for tokens left out.
func (s *scene) cost(do func()) int {
	s.Helper()
	s.github.ResetRequests()
	do()
	s.settle()
	n := 0
	for _, r := range s.github.Requests() {
		if r.API != "auth" {
			n++
		}
	}
	return n
}

// budget fails unless something takes exactly so many requests.
func (s *scene) budget(what string, want int, do func()) {
	s.Helper()
	if got := s.cost(do); got != want {
		s.Errorf("%s: %d requests, want %d\n%s", what, got, want, s.requests())
	}
}

// silent fails when something makes the App write.
func (s *scene) silent(what string, do func()) {
	s.Helper()
	s.cost(do)
	if n := s.github.Writes(); n != 0 {
		s.Errorf("%s: %d writes, want none\n%s", what, n, s.requests())
	}
}

// requests shows the requests.
func (s *scene) requests() string {
	var text strings.Builder
	for _, r := range s.github.Requests() {
		fmt.Fprintf(&text, "%s %s %s → %d\n", r.API, r.Method, r.Path, r.Status)
	}
	return text.String()
}

// pulls returns the App's pull requests in a repository, the newest first.
func (s *scene) pulls(repo string) (list []ghsim.PullView) {
	s.Helper()
	view, err := s.github.Repo(repo)
	s.must(err)
	for _, p := range view.Pulls {
		if p.Author == "nodedock[bot]" {
			full, err := s.github.Pull(repo, p.Number)
			s.must(err)
			list = append(list, full)
		}
	}
	return list
}

// open returns the only pull request of the App in a repository, which has to
// be open.
func (s *scene) open(repo string) ghsim.PullView {
	s.Helper()
	list := s.pulls(repo)
	if len(list) != 1 || list[0].State != "open" {
		s.Fatalf("%s has %d pull requests of the App, want one that is open\n%s", repo, len(list), s.requests())
	}
	return list[0]
}

// due fails unless a repository has exactly one pull request of the App that
// holds exactly what the engine plans for its default branch.
func (s *scene) due(repo string) ghsim.PullView {
	s.Helper()
	pull := s.open(repo)
	s.holds(repo, fixes.Policy{})
	return pull
}

// holds fails unless the App's branch merges cleanly and changes exactly what
// the engine plans for the default branch.
func (s *scene) holds(repo string, policy fixes.Policy) {
	s.Helper()
	view, err := s.github.Repo(repo)
	s.must(err)
	base, err := s.github.Files(repo, view.DefaultBranch)
	s.must(err)
	branch, err := s.github.Files(repo, fixes1)
	s.must(err)
	want, got := s.planned(base, policy), map[string]string{}
	pull := s.open(repo)
	for _, f := range pull.Files {
		got[f.Path] = branch[f.Path]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("#%d in %s changes (-want +got):\n%s", pull.Number, repo, diff)
	}
	if !pull.Mergeable {
		s.Errorf("#%d in %s cannot be merged", pull.Number, repo)
	}
}

// planned returns the files that the engine changes, digests in the lane of
// their own left out.
func (s *scene) planned(files map[string]string, policy fixes.Policy) map[string]string {
	s.Helper()
	tree := fstest.MapFS{}
	for path, text := range files {
		tree[path] = &fstest.MapFile{Data: []byte(text), Mode: fs.FileMode(0o644)}
	}
	mirrors, err := registry.ParseMirrors(s.mirrors)
	s.must(err)
	if policy.Rules == nil {
		policy.Rules = map[string]fixes.RulePolicy{}
	}
	policy.Rules["stale-base-digest"] = fixes.RulePolicy{Level: fixes.LevelOff}
	engine := &fixes.Engine{Rules: rules.All(), Resolver: (&registry.Resolver{Mirrors: mirrors, PublicOnly: true, Log: slog.New(slog.DiscardHandler)}).Plan()}
	plan, err := engine.Plan(s.Context(), fixes.Snapshot{Repo: "acme/x", SHA: "x", FS: tree}, policy)
	s.must(err)
	changed := map[string]string{}
	for _, f := range plan.Files {
		changed[f.Path] = string(bytes.Clone(f.After))
	}
	return changed
}

// comment comments on a pull request of acme/shop and returns the reactions.
func (s *scene) comment(number int, login, body string) []string {
	s.Helper()
	id, err := s.github.Comment(shop, number, login, body)
	s.must(err)
	s.settle()
	return s.reactions(number, id)
}

func (s *scene) reactions(number int, comment int64) []string {
	s.Helper()
	pull, err := s.github.Pull(shop, number)
	s.must(err)
	for _, c := range pull.Comments {
		if c.ID == comment {
			return c.Reactions
		}
	}
	s.Fatalf("no comment %d", comment)
	return nil
}

// replies returns the App's comments on a pull request of acme/shop.
func (s *scene) replies(number int) (list []string) {
	s.Helper()
	pull, err := s.github.Pull(shop, number)
	s.must(err)
	for _, c := range pull.Comments {
		if c.Author == "nodedock[bot]" {
			list = append(list, c.Body)
		}
	}
	return list
}

// naive is a project whose Dockerfile has a good deal to fix, sound one where
// there is nothing.
func naive() map[string]string {
	return map[string]string{
		"Dockerfile":        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD npm start\n",
		"package.json":      `{"name":"shop","scripts":{"start":"node server.js"},"dependencies":{"express":"^4.19.2"}}` + "\n",
		"package-lock.json": `{"name":"shop","lockfileVersion":3,"packages":{"":{"name":"shop"}}}` + "\n",
		"server.js":         "require('express')().listen(3000)\n",
	}
}

// sound returns the project with everything fixed that can be.
func (s *scene) sound() map[string]string {
	s.Helper()
	files := naive()
	maps.Copy(files, s.planned(files, fixes.Policy{}))
	return files
}

// checkOn returns the newest check run on a commit of acme/shop's default branch.
func (s *scene) checkOn(sha string) ghsim.CheckView {
	s.Helper()
	checks, err := s.github.Checks(shop, sha)
	s.must(err)
	if len(checks) == 0 {
		s.Fatalf("no check run on %s\n%s", sha, s.requests())
	}
	return checks[0]
}
