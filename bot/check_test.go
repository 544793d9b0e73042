package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/ghsim"
)

// propose opens a pull request of mona's with these files.
func (w *world) propose(branch string, files map[string]string) int {
	w.Helper()
	_, err := w.sim.Push(ghsim.Push{Repo: shop, Branch: branch, User: "mona", Files: files})
	w.check(err)
	number, err := w.sim.OpenPull(ghsim.NewPull{Repo: shop, User: "mona", Head: branch})
	w.check(err)
	return number
}

// checkPull handles an event of the pull request.
func (w *world) checkPull(number int) {
	w.Helper()
	w.handle(bot.Command{Kind: bot.CheckPullRequest, Repository: w.repo, PullRequest: number, Event: "pull_request"})
}

// wrote returns what the last run wrote.
func (w *world) wrote() string { return strings.Join(w.runs[len(w.runs)-1].Wrote, "; ") }

func TestACheckRunAnnotatesWhatThePullRequestBrings(t *testing.T) {
	w := newWorld(t, naive)
	w.checkPull(w.propose("topic", map[string]string{"api/Dockerfile": "FROM node\nCMD npm start\n"}))
	if got, want := w.wrote(), "check run: neutral, 2 annotations"; got != want {
		t.Errorf("it wrote %q, want %q\n%s", got, want, w.log())
	}
	if w.state().Branch != nil {
		t.Error("a branch was made")
	}
}

func TestACheckRunSucceedsWhenOnlyOldFindingsAreLeft(t *testing.T) {
	w := newWorld(t, naive)
	w.checkPull(w.propose("topic", map[string]string{"Dockerfile": naive["Dockerfile"] + "# more\n"}))
	if got, want := w.wrote(), "check run: success, 0 annotations"; got != want {
		t.Errorf("it wrote %q, want %q", got, want)
	}
}

func TestACheckRunFailsWhenThePolicySaysSo(t *testing.T) {
	w := newWorld(t, naive)
	w.push(map[string]string{".github/nodedock.yml": "fail_on: warning\n"})
	w.checkPull(w.propose("topic", map[string]string{"api/Dockerfile": "FROM node\n"}))
	if got, want := w.wrote(), "check run: failure, 1 annotations"; got != want {
		t.Errorf("it wrote %q, want %q", got, want)
	}
}

func TestManyAnnotationsGoInBatches(t *testing.T) {
	w := newWorld(t, naive)
	w.checkPull(w.propose("topic", map[string]string{"api/Dockerfile": strings.Repeat("FROM node\n", 120)}))
	if got, want := w.wrote(), "check run: neutral, 120 annotations"; got != want {
		t.Errorf("it wrote %q, want %q", got, want)
	}
	if got := w.sim.Writes(); got != 3 {
		t.Errorf("%d writes, want 3 of at most 50 annotations\n%s", got, w.log())
	}
}

func TestAPullRequestThatTouchesNothingRelevantGetsNoCheckRun(t *testing.T) {
	w := newWorld(t, naive)
	w.checkPull(w.propose("topic", map[string]string{"README.md": "x"}))
	if w.sim.Writes() != 0 || w.why() == "" {
		t.Errorf("why %q\n%s", w.why(), w.log())
	}
}

func TestOurOwnPullRequestGetsNoCheckRun(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.checkPull(w.pull().Number)
	if w.sim.Writes() != 0 || w.why() == "" {
		t.Errorf("why %q\n%s", w.why(), w.log())
	}
}

func TestRecheckOnSomebodysPullRequestChecksIt(t *testing.T) {
	w := newWorld(t, naive)
	number := w.propose("topic", map[string]string{"api/Dockerfile": "FROM node\n"})
	id, err := w.sim.Comment(shop, number, "mona", "/nodedock recheck")
	w.check(err)
	w.handle(bot.Command{Kind: bot.RunComment, Repository: w.repo, PullRequest: number, Comment: &bot.Comment{
		ID: id, Author: "mona", PRAuthor: "mona", Lines: []string{"recheck"},
	}})
	if got, want := w.wrote(), "check run: neutral, 1 annotations"; got != want {
		t.Errorf("it wrote %q, want %q", got, want)
	}
}

func TestOnlyFindingsOfALargeRepositoryAreRead(t *testing.T) {
	w := newWorld(t, naive)
	files := map[string]string{"zz/api/Dockerfile": "FROM node\n"}
	for n := range 60 {
		files[fmt.Sprintf("node_modules/a%d/index.js", n)] = "x"
	}
	w.push(files)
	w.sim.TreeLimit = 20
	w.reconcile("")
	if got := w.file("zz/api/Dockerfile"); got != "FROM node:22\n" {
		t.Errorf("the branch has %q", got)
	}
}

func TestARolloutSchedulesEveryRepository(t *testing.T) {
	w := newWorld(t, naive)
	for n := range 120 {
		w.check(w.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: fmt.Sprint("r", n), Archived: n == 7}))
	}
	var got scheduled
	w.bot.Scheduler = &got
	w.handle(bot.Command{Kind: bot.Rollout, Repository: bot.Repository{Installation: w.repo.Installation}})
	if len(got) != 120 {
		t.Errorf("%d repositories, want 120", len(got))
	}
	for _, c := range got {
		if c.Kind != bot.Reconcile || c.Repository.DefaultBranch != "main" || c.Repository.Owner != "acme" {
			t.Fatalf("command %+v", c)
		}
	}
}
