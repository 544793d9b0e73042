package main

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
)

// A story is a server beside a simulated GitHub and a registry from memory.
type story struct {
	*testing.T
	github *ghsim.Sim
	server *server
}

const storyApp = 1

func newStory(t *testing.T, more ...string) *story {
	t.Helper()
	github := ghsim.New()
	api := httptest.NewServer(github)
	images := httptest.NewServer(registrytest.NewNode("20.11.1", "22.12.0"))
	t.Cleanup(func() { api.Close(); github.Close(); images.Close() })
	s, c := startWithConfig(t, append([]string{"GITHUB_API_URL=" + api.URL + "/", "NODEDOCK_REGISTRY_MIRRORS=" + registrytest.Mirrors(images.URL, "docker.io")}, more...)...)
	st := &story{t, github, s}
	st.must(github.AddApp(ghsim.App{
		ID: storyApp, Slug: "nodedock", Key: &c.key.PublicKey, WebhookURL: s.URL() + "/webhook", Secret: "of no value",
		Permissions: map[string]string{"contents": "write", "pull_requests": "write", "checks": "write", "issues": "write", "metadata": "read"},
		Events:      []string{"push", "pull_request", "issue_comment", "check_run", "check_suite", "repository"},
	}))
	st.must(github.AddRepo(ghsim.Repo{Owner: "acme", Name: "shop", Access: map[string]string{"ada": "write"}}))
	if _, err := github.Install(storyApp, "acme"); err != nil {
		t.Fatal(err)
	}
	return st
}

func (s *story) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// until waits for a condition that asking GitHub again may fulfil.
func (s *story) until(what string, condition func() bool) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	events := s.github.Subscribe(ctx)
	for !condition() {
		select {
		case <-events:
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			s.Fatal("this did not come: " + what)
		}
	}
}

func TestAPushBecomesAPullRequest(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	_, err := s.github.Push(ghsim.Push{Repo: "acme/shop", User: "ada", Files: map[string]string{
		"Dockerfile":        "FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCOPY . .\nCMD [\"node\", \"server.js\"]\n",
		"package.json":      `{"name":"shop","scripts":{"start":"node server.js"}}`,
		"package-lock.json": `{"name":"shop","lockfileVersion":3,"packages":{}}`,
		"server.js":         "",
	}})
	s.must(err)
	s.until("a pull request", func() bool {
		repo, err := s.github.Repo("acme/shop")
		s.must(err)
		return len(repo.Pulls) == 1
	})
	s.until("a run on the status page", func() bool {
		_, body := get(t, s.server.URL()+"/status")
		return strings.Contains(body, `wrote">wrote</td>`)
	})
	// Whichever job comes first writes the pull request: the installation's, which
	// then covers the push, or the push's.
	counted := regexp.MustCompile(`nodedock_github_requests_total\{api="rest",event="(installation|push)"\} [1-9]`)
	if _, body := get(t, s.server.URL()+"/metrics"); !counted.MatchString(body) {
		t.Errorf("requests to GitHub are not counted:\n%s", body)
	}
}
