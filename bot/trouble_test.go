package bot_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/publish"
)

// scheduled is a bot.Scheduler that keeps what it is given.
type scheduled []bot.Command

func (s *scheduled) Schedule(_ context.Context, commands ...bot.Command) error {
	*s = append(*s, commands...)
	return nil
}

func TestWithoutGraphQLRESTDoes(t *testing.T) {
	for name, fault := range map[string]ghsim.Fault{
		"not there": {Path: regexp.MustCompile(`graphql$`), Status: 404},
		"refused":   {Path: regexp.MustCompile(`graphql$`), Status: 400},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, naive)
			w.sim.AddFault(fault)
			w.reconcile("")
			w.reconcile("")
			if w.sim.Writes() != 0 {
				t.Errorf("the second time it wrote:\n%s", w.log())
			}
			if got := w.file("Dockerfile"); got != repaired {
				t.Errorf("the branch has\n%s", got)
			}
		})
	}
}

func TestALimitSaysWhenToComeBack(t *testing.T) {
	w := newWorld(t, naive)
	w.sim.AddFault(ghsim.Fault{Secondary: true, RetryAfter: 40 * time.Second, Skip: 3})
	err := w.bot.Handle(context.Background(), bot.Command{Kind: bot.Reconcile, Repository: w.repo})
	var later bot.RetryAfter
	if !errors.As(err, &later) || bot.IsPermanent(err) {
		t.Fatalf("error is %v, want one that says when", err)
	}
	if wait := time.Until(later.RetryAt()); wait < 30*time.Second || wait > 41*time.Second {
		t.Errorf("wait %s, want 40s", wait)
	}
}

func TestAFailingGitHubIsOutlasted(t *testing.T) {
	w := newWorld(t, naive)
	w.sim.AddFault(ghsim.Fault{Probability: 0.3, Rand: rand.New(rand.NewPCG(1, 2)), Status: 502})
	for range 200 {
		if w.bot.Handle(context.Background(), bot.Command{Kind: bot.Reconcile, Repository: w.repo}) == nil {
			break
		}
	}
	w.sim.ClearFaults()
	w.reconcile("")
	if pull := w.pull(); len(pull.Placed) != 2 {
		t.Errorf("comments %q, want two", pull.Placed)
	}
}

func TestARepositoryThatIsGoneIsNotTriedAgain(t *testing.T) {
	w := newWorld(t, naive)
	w.check(w.sim.Uninstall(w.repo.Installation))
	err := w.bot.Handle(context.Background(), bot.Command{Kind: bot.Reconcile, Repository: w.repo})
	if !bot.IsPermanent(err) {
		t.Errorf("error is %v, want a permanent one", err)
	}
}

func TestARenamedDefaultBranchIsFollowed(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.check(w.sim.RenameDefaultBranch(shop, "trunk", "mona"))
	w.push(map[string]string{"api/Dockerfile": "FROM node\n"})
	w.reconcile("")
	if pull := w.pull(); pull.Base != "trunk" || pull.State != publish.Open {
		t.Errorf("pull request %s against %s", pull.State, pull.Base)
	}
}

func TestADefaultBranchOfAnyNameIsRead(t *testing.T) {
	w := newWorld(t, naive)
	w.check(w.sim.RenameDefaultBranch(shop, "release/2#ü", "mona"))
	w.repo.DefaultBranch = "release/2#ü"
	w.reconcile("")
	if pull := w.pull(); pull.Base != "release/2#ü" {
		t.Errorf("the pull request is against %s", pull.Base)
	}
}

func TestAnOlderPushThatComesLateChangesNothing(t *testing.T) {
	w := newWorld(t, nil)
	old := w.push(naive)
	w.reconcile(w.push(map[string]string{"Dockerfile": "FROM node:22\nCMD npm start\n"}))
	head := w.pull().Head
	w.reconcile(old)
	if w.sim.Writes() != 0 || w.pull().Head != head {
		t.Errorf("it wrote:\n%s", w.log())
	}
}

func TestTheOwnersPolicyHolds(t *testing.T) {
	w := newWorld(t, naive)
	w.check(w.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: ".github", Access: map[string]string{"mona": "write"}}))
	_, err := w.sim.Push(ghsim.Push{Repo: "acme/.github", User: "mona", Files: map[string]string{"nodedock.yml": "rules:\n  shell-form-command: off\n"}})
	w.check(err)
	w.reconcile("")
	if got := w.file("Dockerfile"); !strings.Contains(got, "FROM node:22") || !strings.Contains(got, "CMD npm start") {
		t.Errorf("the branch has\n%s", got)
	}
}

func TestNewPullRequestsArePaced(t *testing.T) {
	w := newWorld(t, naive)
	now := time.Unix(1_700_000_000, 0)
	w.bot.Now = func() time.Time { return now }
	w.bot.PRsPerHour = 1
	w.check(w.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: "other", Access: map[string]string{"mona": "write"}}))
	_, err := w.sim.Push(ghsim.Push{Repo: "acme/other", User: "mona", Files: naive})
	w.check(err)
	w.reconcile("")
	other := bot.Repository{Installation: w.repo.Installation, Owner: "acme", Name: "other"}
	var later bot.RetryAfter
	if err := w.bot.Handle(context.Background(), bot.Command{Kind: bot.Reconcile, Repository: other}); !errors.As(err, &later) {
		t.Fatalf("error is %v, want one that says when", err)
	}
	now = later.RetryAt()
	w.check(w.bot.Handle(context.Background(), bot.Command{Kind: bot.Reconcile, Repository: other}))
}

func TestOddNamesAndManyFindingsStayWithinGitHubsLimits(t *testing.T) {
	w := newWorld(t, map[string]string{
		"a b/@mona `x` <!-- --> | Dockerfile.dockerfile": "FROM node\n",
		"ünï/Dockerfile":  strings.Repeat("FROM node\nCMD npm start\n", 600),
		"crlf/Dockerfile": "FROM node\nRUN echo 'x'\r\n",
	})
	w.reconcile("")
	pull := w.pull()
	if len(pull.Body) > 65_000 || len(pull.Placed) != publish.MaxComments {
		t.Errorf("a body of %d bytes and %d comments", len(pull.Body), len(pull.Placed))
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the second time it wrote:\n%s", w.log())
	}
}

func TestEnterpriseServerIsReachedBelowItsBase(t *testing.T) {
	w := newWorld(t, naive)
	w.app.BaseURL += "/api/v3/"
	w.budget("first pull request", w.reconcile(""), 7)
	if got := w.file("Dockerfile"); got != repaired {
		t.Errorf("the branch has\n%s", got)
	}
}
