package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
)

func TestATagThatMovesBecomesAPullRequestOfItsOwn(t *testing.T) {
	t.Parallel()
	images := registrytest.NewNode("22.20.0")
	served := httptest.NewServer(images)
	t.Cleanup(served.Close)
	s := newStory(t,
		"NODEDOCK_REGISTRY_MIRRORS="+registrytest.Mirrors(served.URL, "docker.io"),
		"NODEDOCK_DIGEST_INTERVAL=1s", "NODEDOCK_DIGEST_MIN_AGE=1s")
	_, err := s.github.Push(ghsim.Push{Repo: "acme/shop", User: "ada", Files: map[string]string{
		"Dockerfile": "FROM node:22-alpine@" + string(images.Digest("node:22-alpine")) + "\nCMD [\"node\", \"server.js\"]\n",
	}})
	s.must(err)
	s.until("the tag is known", func() bool { return images.Count("HEAD", registrytest.Manifest) > 0 })
	now := images.Push("node:22-alpine", registrytest.NodeImage("22.21.0", "second"))
	s.until("a pull request for the new digest", func() bool {
		repo, err := s.github.Repo("acme/shop")
		s.must(err)
		for _, p := range repo.Pulls {
			pull, err := s.github.Pull("acme/shop", p.Number)
			s.must(err)
			if pull.Head == "nodedock/digests" && len(pull.Files) == 1 && strings.Contains(pull.Files[0].Patch(), "+FROM node:22-alpine@"+string(now)) {
				return true
			}
		}
		return false
	})
}

// A push is answered with what the tag is now, also when no repository pins the
// tag so that nothing else looks at it.
func TestAPinIsNoOlderThanTheInterval(t *testing.T) {
	t.Parallel()
	images := registrytest.NewNode("22.20.0")
	served := httptest.NewServer(images)
	t.Cleanup(served.Close)
	s := newStory(t, "NODEDOCK_REGISTRY_MIRRORS="+registrytest.Mirrors(served.URL, "docker.io"), "NODEDOCK_DIGEST_INTERVAL=10ms")
	push := func(file string) {
		_, err := s.github.Push(ghsim.Push{Repo: "acme/shop", User: "ada", Files: map[string]string{file: "FROM node:22-alpine\nCMD [\"node\", \"server.js\"]\n"}})
		s.must(err)
		s.until("a pin of today in "+file, func() bool {
			repo, err := s.github.Repo("acme/shop")
			s.must(err)
			return len(repo.Pulls) == 1 && s.pinned(repo.Pulls[0].Number, file, "node:22-alpine@"+string(images.Digest("node:22-alpine")))
		})
	}
	push("Dockerfile")
	images.Push("node:22-alpine", registrytest.NodeImage("22.21.0", "second"))
	push("api/Dockerfile")
}

// pinned reports whether a pull request adds a line that names a base image.
func (s *story) pinned(number int, file, base string) bool {
	pull, err := s.github.Pull("acme/shop", number)
	s.must(err)
	for _, f := range pull.Files {
		if f.Path == file && strings.Contains(f.Patch(), "+FROM "+base) {
			return true
		}
	}
	return false
}
