package bot_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/publish"
)

type request = http.Request

var commits = regexp.MustCompile(`/git/commits$`)

// logAfter returns the requests that do makes.
func (w *world) logAfter(do func()) string {
	do()
	return w.log()
}

// TestAnInterruptedRunIsFinishedByTheNext cuts the connection at each request
// of the first run and of an update, before and after its effect. The next run
// finishes the work: one pull request, one review per run, and no more.
func TestAnInterruptedRunIsFinishedByTheNext(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n := range 9 {
			t.Run(fmt.Sprintf("request %d, after its effect: %t", n, after), func(t *testing.T) {
				w := newWorld(t, naive)
				w.interrupted(n, after)
				if pull := w.pull(); pull.State != publish.Open || len(pull.Placed) != 2 {
					t.Errorf("pull request %s, comments %q", pull.State, pull.Placed)
				}
				w.push(map[string]string{"Dockerfile": "FROM node\nRUN true\nCMD npm start\n", "api/Dockerfile": "FROM node\n"})
				w.interrupted(n, after)
				if pull := w.pull(); pull.State != publish.Open || len(pull.Placed) != 3 {
					t.Errorf("after an update: pull request %s, comments %q", pull.State, pull.Placed)
				}
				if got := w.file("Dockerfile"); got != "FROM node:22\nRUN true\nCMD [\"node\", \"server.js\"]\n" {
					t.Errorf("the branch has\n%s", got)
				}
			})
		}
	}
}

// interrupted reconciles with the nth request going wrong for good, then again
// without, and checks that nothing is left to do.
func (w *world) interrupted(n int, after bool) {
	w.Helper()
	w.sim.AddFault(ghsim.Fault{Skip: n, Times: 3, CutBefore: !after, CutAfter: after})
	_ = w.bot.Handle(context.Background(), bot.Command{Kind: bot.Reconcile, Repository: w.repo})
	w.sim.ClearFaults()
	w.reconcile("")
	w.reconcile("")
	if w.sim.Writes() != 0 {
		w.Errorf("a third run still wrote:\n%s", w.log())
	}
}
