package main

import (
	"crypto/rsa"
	"math/big"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// TestScenarioComments makes all kinds of comments on the App's pull request.
func TestScenarioComments(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	s.must(s.github.AddApp(ghsim.App{ID: 2, Slug: "renovate", Key: &rsa.PublicKey{N: big.NewInt(35), E: 3}}))
	obeyed, refused, puzzled := []string{"eyes", "rocket"}, []string{"-1"}, []string{"eyes", "confused"}
	for _, c := range []struct {
		name, login, body string
		want              []string
		replies           int
	}{
		{"a recheck by a writer", writer, "/nodedock recheck", obeyed, 0},
		{"a recheck with CRLF and more text", writer, "Thanks!\r\n\r\n/nodedock recheck\r\nand so on\r\n", obeyed, 0},
		{"a recheck in capitals with spaces", writer, "  /NodeDock   ReCheck  ", obeyed, 0},
		{"a recheck by an outsider", outsider, "/nodedock recheck", refused, 0},
		{"a command by another App", "renovate[bot]", "/nodedock recheck", nil, 0},
		{"a command in a quote", writer, "> /nodedock recheck\n\nI agree", nil, 0},
		{"a command in a code block", writer, "```\n/nodedock recheck\n```", nil, 0},
		{"a command in an indented block", writer, "Like this:\n\n    /nodedock recheck", nil, 0},
		{"a command within a line", writer, "please /nodedock recheck", nil, 0},
		{"another word", writer, "/nodedockx recheck", nil, 0},
		{"an unknown command", writer, "/nodedock dance", puzzled, 1},
		{"an unknown command by an outsider", outsider, "/nodedock dance", refused, 0},
		{"a command that lacks its rule", writer, "/nodedock skip", puzzled, 1},
		{"an explanation", writer, "/nodedock explain root-user", obeyed, 1},
		{"help", writer, "/nodedock help", obeyed, 1},
	} {
		before := len(s.replies(number))
		got := s.comment(number, c.login, c.body)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: reactions (-want +got):\n%s", c.name, diff)
		}
		if n := len(s.replies(number)) - before; n != c.replies {
			t.Errorf("%s: %d replies, want %d", c.name, n, c.replies)
		}
	}
	for _, said := range s.replies(number) {
		if strings.HasPrefix(said, "/nodedock") || strings.Contains(said, "\n/nodedock") {
			t.Errorf("a text of the App begins a line with a command:\n%s", said)
		}
	}
	if pull := s.due(shop); len(pull.Commits) != 1 {
		t.Errorf("%d commits, want one", len(pull.Commits))
	}
}

func TestScenarioAnEditedCommentIsIgnored(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	id, err := s.github.Comment(shop, number, writer, "Nice.")
	s.must(err)
	s.settle()
	s.budget("the edit", 0, func() { s.must(s.github.EditComment(shop, number, id, writer, "/nodedock recheck")) })
}

// TestScenarioGitHubRefusesACommand tells the person, without a second try.
func TestScenarioGitHubRefusesACommand(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	s.github.AddFault(ghsim.Fault{
		Method: http.MethodPatch, Path: regexp.MustCompile(`/git/refs/`), Status: http.StatusUnprocessableEntity,
		Message: "Repository rule violations found",
	})
	if got := s.comment(number, writer, "/nodedock skip root-user"); len(got) != 2 || got[1] != "confused" {
		t.Errorf("reactions %q, want eyes and confused", got)
	}
	if said := s.replies(number); len(said) != 1 || !strings.Contains(said[0], "did not let nodedock") {
		t.Errorf("it said %q, want the refusal", said)
	}
	s.budget("nothing", 0, func() {})
}

func TestScenarioTooManyCommands(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	for range 10 {
		s.comment(number, writer, "/nodedock help")
	}
	for n, want := range []int{4, 2} { // the reason is given once
		s.budget("a command too many", want, func() {
			if got := s.comment(number, writer, "/nodedock help"); len(got) != 1 || got[0] != "confused" {
				t.Errorf("reactions %q, want confused", got)
			}
		})
		if said := s.replies(number); len(said) != 11 || !strings.Contains(said[10], "an hour") {
			t.Errorf("%d replies after %d commands too many, want the reason once", len(said), n+1)
		}
	}
}

// TestScenarioApplyAndSkip turns rules on and off, which later pushes keep.
func TestScenarioApplyAndSkip(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	number := s.open(shop).Number
	s.comment(number, writer, "/nodedock skip root-user")
	if text := s.dockerfile(); strings.Contains(text, "USER node") {
		t.Errorf("root-user is still there:\n%s", text)
	}
	s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.settle()
	if text := s.dockerfile(); strings.Contains(text, "USER node") {
		t.Errorf("a push brought root-user back:\n%s", text)
	}
	s.comment(number, writer, "/nodedock apply root-user")
	s.due(shop)
}

// dockerfile returns the Dockerfile of the App's branch in acme/shop.
func (s *scene) dockerfile() string {
	s.Helper()
	files, err := s.github.Files(shop, fixes1)
	s.must(err)
	return files["Dockerfile"]
}

// propose opens a pull request of a person with these files.
func (s *scene) propose(user, head string, files map[string]string) int {
	s.Helper()
	repo, branch, fork := shop, head, strings.Contains(head, ":")
	if fork {
		owner, name, _ := strings.Cut(head, ":")
		repo, branch = owner+"/shop", name
	}
	s.pushTo(ghsim.Push{Repo: repo, Branch: branch, User: user, Files: files})
	number, err := s.github.OpenPull(ghsim.NewPull{Repo: shop, User: user, Head: head})
	s.must(err)
	return number
}

// checks returns the check runs of the App on a pull request's head.
func (s *scene) checks(number int) []ghsim.CheckView {
	s.Helper()
	pull, err := s.github.Pull(shop, number)
	s.must(err)
	return pull.Checks
}

func TestScenarioChecks(t *testing.T) {
	s := newScene(t, staging{})
	s.push(s.sound())
	s.settle()
	bad := map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"}
	var number int
	s.budget("a pull request of a person", 7, func() { number = s.propose(writer, "topic", bad) })
	if got := s.checks(number); len(got) != 1 || got[0].Conclusion != "neutral" || got[0].Annotations < 3 {
		t.Errorf("check runs %+v, want a neutral one with annotations", got)
	}
	if got := s.comment(number, writer, "/nodedock recheck"); len(got) != 2 {
		t.Errorf("reactions %q, want two", got)
	}
	s.budget("a check that is asked for again", 6, func() { s.must(s.github.RerequestCheck(shop, number, writer, "nodedock")) })
	s.budget("a pull request that touches nothing relevant", 2, func() { s.propose(writer, "docs", map[string]string{"README.md": "x"}) })
	if n := len(s.pulls(shop)); n != 0 {
		t.Errorf("%d pull requests of the App, want none", n)
	}
}

func TestScenarioForkChecks(t *testing.T) {
	s := newScene(t, staging{})
	s.push(s.sound())
	s.settle()
	s.must(s.github.Fork(shop, outsider))
	number := s.propose(outsider, outsider+":nodedock/fixes", map[string]string{"Dockerfile": "FROM node:20\nCMD npm start\n"})
	s.settle()
	if got := s.checks(number); len(got) != 1 || got[0].Conclusion != "neutral" {
		t.Fatalf("check runs %+v, want a neutral one", got)
	}
	s.github.ResetRequests()
	s.must(s.github.RerequestCheck(shop, number, writer, "nodedock"))
	s.settle()
	if !strings.Contains(s.requests(), "POST /repos/acme/shop/check-runs → 201") {
		t.Errorf("no new check run:\n%s", s.requests())
	}
	if strings.Contains(s.requests(), "mallory/shop") {
		t.Errorf("the fork itself was asked:\n%s", s.requests())
	}
	if got := s.comment(number, outsider, "/nodedock recheck"); len(got) != 2 || got[1] != "rocket" {
		t.Errorf("reactions to the author %q, want eyes and rocket", got)
	}
}

func TestScenarioAMergedPullRequestIsFollowedByTheNext(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	first := s.open(shop).Number
	s.must(s.github.SquashPull(shop, first, writer))
	s.settle()
	s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.settle()
	pulls := s.pulls(shop)
	if len(pulls) != 2 || pulls[0].State != "open" || !pulls[0].Mergeable {
		t.Fatalf("pull requests %+v, want a second one that can be merged\n%s", pulls, s.requests())
	}
}

// TestScenarioAPersonsCommitIsMerged goes on where everything on the branch was
// merged, that of a person too.
func TestScenarioAPersonsCommitIsMerged(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	first := s.open(shop).Number
	sha := s.pushTo(ghsim.Push{Repo: shop, Branch: fixes1, Files: map[string]string{"mine.txt": "x"}})
	s.settle()
	s.must(s.github.MergePull(shop, first, writer))
	s.settle()
	s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.settle()
	pulls := s.pulls(shop)
	if len(pulls) != 2 || pulls[0].State != "open" || !pulls[0].Mergeable {
		t.Fatalf("pull requests %+v, want a second one that can be merged\n%s", pulls, s.requests())
	}
	files, err := s.github.Files(shop, fixes1)
	s.must(err)
	if files["mine.txt"] != "x" || !strings.HasPrefix(files["api/Dockerfile"], "FROM node:20@sha256:") {
		t.Errorf("the branch holds %q upon the person's %s", files, sha)
	}
}

// TestScenarioARecheckSaysWhyNothingIsDone asks for what cannot be done.
func TestScenarioARecheckSaysWhyNothingIsDone(t *testing.T) {
	s := newScene(t, staging{})
	s.push(naive())
	s.settle()
	ours := s.open(shop).Number
	docs := s.propose(writer, "docs", map[string]string{"README.md": "x"})
	closed := s.propose(writer, "topic", map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.must(s.github.ClosePull(shop, closed, writer))
	s.settle()
	says := func(number int, order, want string) {
		t.Helper()
		got := s.comment(number, writer, "/nodedock "+order)
		said := s.replies(number)
		if len(got) != 2 || got[1] != "confused" || len(said) == 0 || !strings.Contains(said[len(said)-1], want) {
			t.Errorf("%s on #%d: reactions %q and %q, want confused and %q", order, number, got, said, want)
		}
	}
	says(docs, "recheck", "touches nothing that nodedock reads")
	says(closed, "recheck", "the pull request is closed")
	body := s.open(shop).Body
	text := "My own words."
	s.must(s.github.EditPull(shop, ours, writer, nil, &text))
	s.settle()
	says(ours, "recheck", "The hidden marker")
	says(ours, "skip root-user", "The hidden marker")
	s.must(s.github.EditPull(shop, ours, writer, nil, &body))
	s.pushTo(ghsim.Push{Repo: shop, Branch: fixes1, Files: map[string]string{"mine.txt": "x"}})
	s.settle()
	says(ours, "recheck", "Somebody else committed")
	says(ours, "apply root-user", "Somebody else committed")
}
