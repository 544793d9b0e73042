package bot_test

import (
	"strings"
	"testing"
	"time"
)

func TestAScheduleMakesCommitsWait(t *testing.T) {
	w := newWorld(t, naive)
	now := time.Now()
	w.bot.Now = func() time.Time { return now }
	w.push(map[string]string{".github/nodedock.yml": "schedule: weekly\n"})
	w.reconcile("")
	head := w.pull().Head
	w.push(map[string]string{"api/Dockerfile": "FROM node\n"})
	w.reconcile("")
	if w.sim.Writes() != 0 || !strings.Contains(w.why(), "schedule: weekly") {
		t.Errorf("why %q, requests:\n%s", w.why(), w.log())
	}
	now = now.Add(8 * 24 * time.Hour)
	w.reconcile("")
	if w.pull().Head == head {
		t.Error("a week later there is still no commit")
	}
	w.push(map[string]string{"web/Dockerfile": "FROM node\n"})
	w.comment(w.pull().Number, "mona", "recheck")
	if got := w.file("web/Dockerfile"); got != "FROM node:22\n" {
		t.Errorf("a person who asked has to wait:\n%s", got)
	}
	w.check(w.sim.MergePull(shop, w.pull().Number, "mona"))
	w.push(map[string]string{"last/Dockerfile": "FROM node\n"})
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("right after a merge it wrote:\n%s", w.log())
	}
}

func TestTheWordsOfThePolicyReachThePullRequest(t *testing.T) {
	w := newWorld(t, naive)
	w.push(map[string]string{".github/nodedock.yml": "labels: [docker, chore]\nreviewers: [mona, acme/platform]\ndraft: true\ncommit_prefix: \"build: \"\n"})
	w.reconcile("")
	pull, err := w.sim.Pull(shop, w.pull().Number)
	w.check(err)
	if !pull.Draft || len(pull.Labels) != 2 || !strings.HasPrefix(pull.Title, "build: ") || !strings.HasPrefix(pull.Commits[0].Message, "build: ") {
		t.Errorf("draft %t, labels %q, title %q, commit %q", pull.Draft, pull.Labels, pull.Title, pull.Commits[0].Message)
	}
	if !strings.Contains(w.log(), "/requested_reviewers") {
		t.Errorf("nobody was asked to review:\n%s", w.log())
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the same again wrote:\n%s", w.log())
	}
}
