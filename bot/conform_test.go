package bot_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/ghsim/conform"
)

// TestRequestsAreAsGitHubDescribesThem walks through every use case and checks
// each request against GitHub's published descriptions.
func TestRequestsAreAsGitHubDescribesThem(t *testing.T) {
	spec := conform.Need(t)
	for _, noGraphQL := range []bool{false, true} {
		t.Run(map[bool]string{false: "with GraphQL", true: "with REST alone"}[noGraphQL], func(t *testing.T) {
			w := newWorld(t, naive, func(next http.Handler) http.Handler {
				return spec.Handler(next, func(err error) {
					if !strings.Contains(err.Error(), ": answer ") { // answers are the simulator's own affair
						t.Error(err)
					}
				})
			})
			if noGraphQL {
				w.sim.AddFault(ghsim.Fault{Path: regexp.MustCompile(`graphql$`), Status: http.StatusNotFound})
			}
			w.push(map[string]string{".github/nodedock.yml": "labels: [docker]\nreviewers: [mona]\ndraft: true\n"})
			w.reconcile("")
			number := w.pull().Number
			w.push(map[string]string{"api/Dockerfile": "FROM node\n# caf\xe9\n"})
			w.reconcile("")
			for _, line := range []string{"recheck", "apply npm-install", "skip npm-install", "explain npm-install", "nonsense"} {
				w.comment(number, "mona", line)
			}
			w.comment(number, "mallory", "recheck")
			w.checkPull(w.propose("topic", map[string]string{"web/Dockerfile": strings.Repeat("FROM node\n", 60)}))
			w.check(w.sim.ClosePull(shop, number, "mona"))
			w.comment(number, "mona", "recheck")
			w.push(map[string]string{"Dockerfile": "FROM node:22\n", "api/Dockerfile": "FROM node:22\n"})
			w.reconcile("")
			if s := w.state(); s.Branch != nil {
				t.Error("the story did not come to its end")
			}
		})
	}
}
