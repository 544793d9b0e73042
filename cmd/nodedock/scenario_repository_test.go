package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/fixes"
)

func TestScenarioRepositoriesThatAreLeftAlone(t *testing.T) {
	s := newScene(t, staging{})
	s.must(s.github.AddRepo(ghsim.Repo{Owner: "acme", Name: "off", Disabled: true, Access: map[string]string{writer: "write"}}))
	s.repo("old")
	s.repo("none")
	s.silent("a disabled repository", func() { s.pushTo(ghsim.Push{Repo: "acme/off", Files: naive()}) })
	s.silent("an archived repository", func() {
		s.github.HoldDeliveries()
		s.pushTo(ghsim.Push{Repo: "acme/old", Files: naive()})
		s.must(s.github.Archive("acme/old", true, writer))
		s.github.ReleaseDeliveries(nil)
	})
	s.silent("an empty repository, and all of them again", func() {
		again, err := s.github.Install(storyApp, "acme")
		s.must(err)
		s.installation = again
	})
}

func TestScenarioABadPolicy(t *testing.T) {
	s := newScene(t, staging{})
	files := naive()
	files[".github/nodedock.yml"] = "rules:\n  root-user: off\n"
	s.push(files)
	s.settle()
	off := fixes.Policy{Rules: map[string]fixes.RulePolicy{"root-user": {Level: fixes.LevelOff}}}
	s.holds(shop, off)
	sha := s.push(map[string]string{".github/nodedock.yml": "rules:\n  root-user: off\nmode: maybe\n"})
	s.settle()
	s.holds(shop, off) // the last good policy
	pull := s.open(shop)
	if !strings.Contains(pull.Body, "nodedock.yml") || !strings.Contains(pull.Body, "line 3") {
		t.Errorf("the pull request does not name file and line:\n%s", pull.Body)
	}
	check := s.checkOn(sha)
	if check.Annotations != 1 || !strings.Contains(check.Summary, "line 3") {
		t.Errorf("the check run %+v does not name file and line", check)
	}
	s.silent("a repeat", func() { s.push(map[string]string{"README.md": "x\n"}) })
	s.push(map[string]string{".github/nodedock.yml": "rules:\n  root-user: fix\n"})
	s.settle()
	s.holds(shop, fixes.Policy{})
	if strings.Contains(s.open(shop).Body, "could not be read") {
		t.Error("the pull request still says that the policy could not be read")
	}
}

func TestScenarioAPolicyThatWasAlwaysBad(t *testing.T) {
	s := newScene(t, staging{})
	files := naive()
	files[".github/nodedock.yml"] = "rules:\n  root-user: off\n  no-such-rule: off\n"
	s.push(files)
	s.settle()
	s.due(shop) // the default policy
}

func TestScenarioAPolicyOfAnotherName(t *testing.T) {
	s := newScene(t, staging{})
	files := naive()
	files[".github/nodedock.yaml"] = "mode: off\n"
	sha := s.push(files)
	s.settle()
	if body := s.due(shop).Body; !strings.Contains(body, "nodedock.yaml") || !strings.Contains(body, "Call it") {
		t.Errorf("the pull request does not tell of the name:\n%s", body)
	}
	if check := s.checkOn(sha); !strings.Contains(check.Summary, "nodedock.yaml") {
		t.Errorf("the check run %+v does not tell of the name", check)
	}
	s.pushTo(ghsim.Push{Repo: shop, Files: map[string]string{".github/nodedock.yml": "mode: report\n"}, Delete: []string{".github/nodedock.yaml"}})
	s.settle()
	s.silent("a push in mode report", func() { s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"}) })
}

func TestScenarioModes(t *testing.T) {
	s := newScene(t, staging{})
	for mode, annotated := range map[string]bool{"off": false, "report": true} {
		s.repo(mode)
		files := naive()
		files[".github/nodedock.yml"] = "mode: " + mode + "\n"
		s.pushTo(ghsim.Push{Repo: "acme/" + mode, Files: files})
		s.settle()
		if n := len(s.pulls("acme/" + mode)); n != 0 {
			t.Errorf("mode %s: %d pull requests", mode, n)
		}
		s.pushTo(ghsim.Push{Repo: "acme/" + mode, Branch: "topic", Files: map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"}})
		number, err := s.github.OpenPull(ghsim.NewPull{Repo: "acme/" + mode, User: writer, Head: "topic"})
		s.must(err)
		s.settle()
		pull, err := s.github.Pull("acme/"+mode, number)
		s.must(err)
		if got := len(pull.Checks) == 1; got != annotated {
			t.Errorf("mode %s: check run %t, want %t", mode, got, annotated)
		}
	}
}

func TestScenarioTheOwnersPolicy(t *testing.T) {
	s := newScene(t, staging{})
	s.repo(".github")
	files := naive()
	files[".github/nodedock.yml"] = "rules:\n  root-user: fix\n  missing-dockerignore: fix\n"
	s.push(files)
	s.settle()
	s.due(shop)
	off := func(ids ...string) fixes.Policy {
		p := fixes.Policy{Rules: map[string]fixes.RulePolicy{}}
		for _, id := range ids {
			p.Rules[id] = fixes.RulePolicy{Level: fixes.LevelOff}
		}
		return p
	}
	s.pushTo(ghsim.Push{Repo: "acme/.github", Files: map[string]string{
		"nodedock.yml": "rules:\n  root-user: off\n  missing-dockerignore: off\nlocked: [rules.root-user]\n",
	}})
	s.settle()
	s.holds(shop, off("root-user"))
	s.pushTo(ghsim.Push{Repo: "acme/.github", Delete: []string{"nodedock.yml"}})
	s.settle()
	s.holds(shop, fixes.Policy{})
	s.pushTo(ghsim.Push{Repo: "acme/.github", Files: map[string]string{"nodedock.yml": "mode: maybe\n"}})
	s.settle()
	s.holds(shop, fixes.Policy{})
	if !strings.Contains(s.open(shop).Body, "nodedock.yml") {
		t.Error("the pull request does not tell of the owner's broken policy")
	}
}

func TestScenarioMonorepo(t *testing.T) {
	s := newScene(t, staging{})
	files := naive()
	for n := range 20 {
		dir := fmt.Sprintf("services/s%02d/", n)
		for path, text := range naive() {
			files[dir+path] = text
		}
	}
	s.budget("twenty Dockerfiles", 7, func() { s.push(files) })
	if pull := s.due(shop); len(pull.Threads) != 30 || len(pull.Reviews) != 1 {
		t.Errorf("%d comments in %d reviews, want 30 in one", len(pull.Threads), len(pull.Reviews))
	}
}

func TestScenarioOneOfThreeCannotBeParsed(t *testing.T) {
	s := newScene(t, staging{})
	files := naive()
	files["bad/Dockerfile"] = "FROM node:22\nRUN <<EOF\nnever ended\n"
	files["api/Dockerfile"] = "FROM node:20\nCMD node api.js\n"
	s.push(files)
	s.settle()
	pull := s.due(shop)
	if !strings.Contains(pull.Body, "bad/Dockerfile") {
		t.Errorf("the pull request does not tell of bad/Dockerfile:\n%s", pull.Body)
	}
}

func TestScenarioEnterpriseServer(t *testing.T) {
	s := newScene(t, staging{base: "/api/v3"})
	s.budget("the first pull request", 7, func() { s.push(naive()) })
	s.due(shop)
}

func TestScenarioATruncatedTree(t *testing.T) {
	s := newScene(t, staging{sim: func(github *ghsim.Sim) { github.TreeLimit = 40 }})
	files := naive()
	for n := range 100 {
		files[fmt.Sprintf("docs/page%03d.md", n)] = "x\n"
	}
	files["z/Dockerfile"] = "FROM node:20\nCMD node z.js\n"
	s.push(files)
	s.settle()
	pull := s.due(shop)
	if len(pull.Files) < 2 {
		t.Errorf("%d files changed, want those of both folders", len(pull.Files))
	}
	s.silent("a repeat", func() { s.push(map[string]string{"package.json": naive()["package.json"] + "\n"}) })
}
