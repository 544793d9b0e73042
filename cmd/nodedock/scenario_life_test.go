package main

import (
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
)

func TestScenarioBudgets(t *testing.T) {
	s := newScene(t, staging{})
	s.budget("a push that touches nothing relevant", 2, func() { s.push(map[string]string{"README.md": "# shop\n"}) }) // a new branch may hold anything
	s.budget("another that touches nothing relevant", 0, func() { s.push(map[string]string{"README.md": "# a shop\n"}) })
	s.budget("the first pull request", 7, func() { s.push(naive()) })
	pull := s.due(shop)
	if len(pull.Reviews) != 1 || len(pull.Threads) < 3 || len(pull.Commits) != 1 {
		t.Errorf("%d reviews, %d comments, %d commits, want one review with some and one commit", len(pull.Reviews), len(pull.Threads), len(pull.Commits))
	}
	s.budget("a repeat with nothing new", 2, func() { s.push(map[string]string{"package.json": naive()["package.json"] + "\n"}) })
	s.budget("a recheck with nothing new", 5, func() { s.comment(pull.Number, writer, "/nodedock recheck") })
	s.budget("an update with new fixes", 7, func() { s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"}) })
	s.due(shop)
	// A merge is two deliveries, the push and the closed pull request. One look
	// serves both when the second was stored before it began.
	if got := s.cost(func() { s.must(s.github.MergePull(shop, pull.Number, writer)) }); got != 2 && got != 2*2 {
		t.Errorf("a merge: %d requests, want 2 for each look\n%s", got, s.requests())
	}
	s.budget("a push whose files need no fix", 2, func() { s.push(map[string]string{"package.json": naive()["package.json"] + "\n\n"}) })
	if n := len(s.pulls(shop)); n != 1 {
		t.Errorf("%d pull requests, want one", n)
	}
}

func TestScenarioTheSameDeliveryTwice(t *testing.T) {
	s := newScene(t, staging{})
	s.github.AddDeliveryFault(ghsim.DeliveryFault{Duplicate: true})
	s.budget("a push that is delivered twice", 7, func() { s.push(naive()) })
	s.due(shop)
}

// TestScenarioManyDeliveries has people push to ten repositories all the
// while, every delivery come in any order, and a quarter of them twice.
func TestScenarioManyDeliveries(t *testing.T) {
	s := newScene(t, staging{})
	random := rand.New(rand.NewPCG(4, 2))
	s.github.AddDeliveryFault(ghsim.DeliveryFault{Duplicate: true, Event: "push", Times: 50})
	s.github.HoldDeliveries()
	names := []string{"acme/r0", "acme/r1", "acme/r2", "acme/r3", "acme/r4", "acme/r5", "acme/r6", "acme/r7", "acme/r8", "acme/r9"}
	for n := range 150 {
		repo := names[n%len(names)]
		if n < len(names) {
			s.repo(strings.TrimPrefix(repo, "acme/"))
			s.pushTo(ghsim.Push{Repo: repo, Files: naive()})
			continue
		}
		s.pushTo(ghsim.Push{Repo: repo, Files: map[string]string{"Dockerfile": "FROM node:22\n" + strings.Repeat("# more\n", n) + "CMD node server.js\n"}})
	}
	s.github.ReleaseDeliveries(random)
	s.settle()
	for _, repo := range names {
		pull := s.due(repo)
		if len(pull.Reviews) != len(pull.Commits) {
			t.Errorf("%s: %d reviews for %d commits", repo, len(pull.Reviews), len(pull.Commits))
		}
	}
}

func TestScenarioPushesOutOfOrder(t *testing.T) {
	s := newScene(t, staging{})
	release := make(chan struct{})
	s.github.AddDeliveryFault(ghsim.DeliveryFault{Event: "push", Times: 1, Wait: release})
	s.github.HoldDeliveries()
	s.push(naive())
	s.push(map[string]string{"Dockerfile": "FROM node:20\nCMD node server.js\n"})
	close(release)
	s.github.ReleaseDeliveries(rand.New(rand.NewPCG(1, 1)))
	s.settle()
	s.due(shop)
}

func TestScenarioAPersonsCommit(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	sha := s.pushTo(ghsim.Push{Repo: shop, Branch: fixes1, Files: map[string]string{"Dockerfile": "FROM scratch\n"}})
	s.settle()
	s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.settle()
	s.silent("a later push", func() { s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node more.js\n"}) })
	pull := s.open(shop)
	if pull.HeadSHA != sha {
		t.Errorf("the branch is at %s, want the person's %s", pull.HeadSHA, sha)
	}
	if got := s.replies(pull.Number); len(got) != 1 || !strings.Contains(got[0], "committed to this branch") {
		t.Errorf("it said %q, want one sentence about it", got)
	}
}

// TestScenarioAPersonPushesDuringOurWork lets a person be quicker by just so
// much that the ref's update is what finds out.
func TestScenarioAPersonPushesDuringOurWork(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	var sha string
	s.github.AddFault(ghsim.Fault{Method: http.MethodPost, Path: regexp.MustCompile(`/git/commits$`), Times: 1, Before: func(*http.Request) {
		sha = s.pushTo(ghsim.Push{Repo: shop, Branch: fixes1, Files: map[string]string{"mine.txt": "x"}})
	}})
	s.push(map[string]string{"Dockerfile": "FROM node:20\nCMD node server.js\n"})
	s.settle()
	if pull := s.open(shop); pull.HeadSHA != sha || len(s.replies(pull.Number)) != 1 {
		t.Errorf("the branch is at %s with %d notes, want the person's %s and one", pull.HeadSHA, len(s.replies(pull.Number)), sha)
	}
}

func TestScenarioClosed(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	first := s.open(shop).Number
	s.silent("the close itself", func() { s.must(s.github.ClosePull(shop, first, writer)) })
	s.silent("a push without anything new", func() { s.push(map[string]string{"package.json": naive()["package.json"] + "\n"}) })
	s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.settle()
	pulls := s.pulls(shop)
	if len(pulls) != 2 || pulls[0].State != "open" || pulls[1].State != "closed" {
		t.Fatalf("%d pull requests, want a new one beside the closed\n%s", len(pulls), s.requests())
	}
	files, err := s.github.Files(shop, fixes1)
	s.must(err)
	if files["Dockerfile"] != naive()["Dockerfile"] {
		t.Errorf("what was declined is offered again:\n%s", files["Dockerfile"])
	}
	if !strings.HasPrefix(files["api/Dockerfile"], "FROM node:20@sha256:") {
		t.Errorf("what is new is not fixed:\n%s", files["api/Dockerfile"])
	}
}

func TestScenarioClosedAndAskedFor(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	s.must(s.github.ClosePull(shop, number, writer))
	s.settle()
	if got := s.comment(number, writer, "/nodedock recheck"); len(got) != 2 || got[1] != "rocket" {
		t.Errorf("reactions %q, want eyes and rocket", got)
	}
	s.due(shop)
}

func TestScenarioLandedElsewhere(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.due(shop).Number
	s.push(s.sound())
	s.settle()
	pulls := s.pulls(shop)
	if len(pulls) != 1 || pulls[0].State != "closed" {
		t.Fatalf("the pull request is %s, want closed", pulls[0].State)
	}
	if said := s.replies(number); len(said) != 1 || !strings.Contains(said[0], "no longer needed") {
		t.Errorf("it said %q, want the reason", said)
	}
	if _, err := s.github.Head(shop, fixes1); err == nil {
		t.Error("the branch is still there")
	}
	s.silent("a repeat", func() { s.push(map[string]string{"package.json": naive()["package.json"] + "\n"}) })
}

func TestScenarioConflict(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	before := s.due(shop)
	s.push(map[string]string{"Dockerfile": "FROM node:20\nWORKDIR /srv\nCOPY . .\nCMD npm start\n"})
	s.settle()
	after := s.due(shop)
	if !after.Mergeable || after.Number != before.Number {
		t.Errorf("pull request #%d, mergeable: %t, want #%d mergeable", after.Number, after.Mergeable, before.Number)
	}
	if len(after.Commits) != 2 || after.Commits[0].SHA != before.HeadSHA {
		t.Errorf("commits %+v, want a second one upon %s", after.Commits, before.HeadSHA)
	}
}

func TestScenarioRenames(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	s.must(s.github.RenameDefaultBranch(shop, "trunk", writer))
	s.settle()
	s.must(s.github.RenameRepo(shop, "store", writer))
	s.settle()
	s.pushTo(ghsim.Push{Repo: "acme/store", Files: map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"}})
	s.settle()
	if pull := s.due("acme/store"); pull.Number != number || pull.Base != "trunk" {
		t.Errorf("pull request #%d against %s, want #%d against trunk", pull.Number, pull.Base, number)
	}
}
