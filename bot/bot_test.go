package bot_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/publish"
)

const repaired = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD [\"node\", \"server.js\"]\n"

func TestAPushBecomesAPullRequest(t *testing.T) {
	w := newWorld(t, nil)
	w.budget("first pull request", w.reconcile(w.push(naive)), 7)
	pull := w.pull()
	if pull.State != publish.Open || len(pull.Placed) != 2 {
		t.Errorf("pull request %s with comments %q, want an open one with two", pull.State, pull.Placed)
	}
	if got := w.file("Dockerfile"); got != repaired {
		t.Errorf("the branch has\n%s", got)
	}
	if m := pull.Marker(); m == nil || m.Head != pull.Head {
		t.Errorf("the marker is %+v, want one with head %s", m, pull.Head)
	}
	w.budget("the same again", w.reconcile(""), 2)
	if w.sim.Writes() != 0 {
		t.Errorf("the same again wrote:\n%s", w.log())
	}
	if w.why() == "" {
		t.Error("nothing says why nothing was written")
	}
}

func TestNothingToFixWritesNothing(t *testing.T) {
	w := newWorld(t, nil)
	w.budget("no fix", w.reconcile(w.push(map[string]string{"Dockerfile": "FROM node:22\n"})), 2)
	if w.sim.Writes() != 0 {
		t.Errorf("it wrote:\n%s", w.log())
	}
}

func TestALaterPushUpdatesThePullRequest(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	before := w.pull()
	w.budget("update", w.reconcile(w.push(map[string]string{"api/Dockerfile": "FROM node\n"})), 7)
	after := w.pull()
	if before.Head == after.Head || len(after.Placed) != 3 {
		t.Errorf("comments %q on %s, want three on a new commit", after.Placed, after.Head)
	}
	if got := w.file("api/Dockerfile"); got != "FROM node:22\n" {
		t.Errorf("the branch has %q", got)
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the same again wrote:\n%s", w.log())
	}
}

func TestAConflictIsMergedNotForced(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	head := w.pull().Head
	base := w.push(map[string]string{"Dockerfile": "FROM node\nRUN true\nCMD npm start\n"})
	w.budget("conflict", w.reconcile(base), 6)
	tip := w.state().Branch.Commits[0]
	if len(tip.Parents) != 2 || tip.Parents[0] != head || tip.Parents[1] != base {
		t.Errorf("parents %q, want %s and %s", tip.Parents, head, base)
	}
	if got := w.file("Dockerfile"); got != "FROM node:22\nRUN true\nCMD [\"node\", \"server.js\"]\n" {
		t.Errorf("the branch has\n%s", got)
	}
}

// trap: 96
func TestAPersonsCommitIsNeverOverwritten(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	sha, err := w.sim.Push(ghsim.Push{Repo: shop, Branch: bot.FixesBranch, User: "mona", Files: map[string]string{"Dockerfile": "FROM scratch\n"}})
	w.check(err)
	w.push(map[string]string{"Dockerfile": "FROM node\nRUN x\n"})
	w.reconcile("")
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the second time it wrote:\n%s", w.log())
	}
	pull := w.pull()
	if pull.Head != sha || len(pull.Notes) != 1 {
		t.Errorf("head %s with notes %q, want %s and one note", pull.Head, pull.Notes, sha)
	}
}

func TestAPushDuringTheWorkIsNotOverwritten(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.push(map[string]string{"Dockerfile": "FROM node\nRUN x\n"})
	var sha string
	w.sim.AddFault(ghsim.Fault{Method: "POST", Path: commits, Times: 1, Before: func(*request) {
		sha, _ = w.sim.Push(ghsim.Push{Repo: shop, Branch: bot.FixesBranch, User: "mona", Files: map[string]string{"mine": "x"}})
	}})
	w.reconcile("")
	pull := w.pull()
	if pull.Head != sha || len(pull.Notes) != 1 {
		t.Errorf("head %s with notes %q, want %s and one note", pull.Head, pull.Notes, sha)
	}
}

func TestAClosedPullRequestStaysClosedUntilAskedOrSomethingIsNew(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.check(w.sim.ClosePull(shop, w.pull().Number, "mona"))
	w.reconcile(w.push(map[string]string{"README.md": "x"}))
	if w.sim.Writes() != 0 || w.pull().State != publish.Closed {
		t.Errorf("it wrote:\n%s", w.log())
	}
	w.comment(w.pull().Number, "mona", "recheck")
	if pull := w.pull(); pull.State != publish.Open {
		t.Errorf("after a recheck it is %s", pull.State)
	}
	w.check(w.sim.ClosePull(shop, w.pull().Number, "mona"))
	w.reconcile(w.push(map[string]string{"api/Dockerfile": "FROM node\n"}))
	s := w.state()
	if len(s.Pulls) != 2 || s.Pulls[0].State != publish.Open {
		t.Fatalf("%d pull requests, want another open one", len(s.Pulls))
	}
	if got := w.file("Dockerfile"); got != naive["Dockerfile"] {
		t.Errorf("what was declined is offered again:\n%s", got)
	}
}

func TestAPullRequestThatIsNoLongerNeededIsClosed(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.reconcile(w.push(map[string]string{"Dockerfile": "FROM node:22\n"}))
	s := w.state()
	if s.Branch != nil || s.Pulls[0].State != publish.Closed || len(s.Pulls[0].Notes) != 1 {
		t.Errorf("branch %v, pull request %s, notes %q", s.Branch, s.Pulls[0].State, s.Pulls[0].Notes)
	}
	w.reconcile(w.push(naive))
	if s := w.state(); s.Pulls[0].State != publish.Open {
		t.Error("what came back is not offered again")
	}
}

func TestNothingIsWrittenWhereNothingMayBe(t *testing.T) {
	for name, prepare := range map[string]func(*world){
		"archived": func(w *world) { w.check(w.sim.Archive(shop, true, "mona")) },
		"off by policy": func(w *world) {
			w.push(map[string]string{".github/nodedock.yml": "mode: off\n"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, naive)
			prepare(w)
			w.reconcile("")
			if w.sim.Writes() != 0 || w.why() == "" {
				t.Errorf("why %q, requests:\n%s", w.why(), w.log())
			}
		})
	}
	t.Run("empty", func(t *testing.T) {
		w := newWorld(t, nil)
		w.reconcile("")
		if w.sim.Writes() != 0 || !strings.Contains(w.why(), "empty") {
			t.Errorf("why %q, requests:\n%s", w.why(), w.log())
		}
	})
}

func TestABrokenPolicyIsReportedOnce(t *testing.T) {
	w := newWorld(t, naive)
	w.push(map[string]string{".github/nodedock.yml": "mode: maybe\n"})
	w.reconcile("")
	if !strings.Contains(w.pull().Body, "nodedock.yml") {
		t.Error("the pull request does not say that the policy was not read")
	}
	if !strings.Contains(w.logAfter(func() { w.reconcile("") }), "POST") {
		return
	}
	if w.sim.Writes() != 0 {
		t.Errorf("the second time it wrote:\n%s", w.log())
	}
}
