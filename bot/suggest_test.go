package bot_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
)

func TestSuggestionsAreMadeOnceOnPullRequestsOfThisRepository(t *testing.T) {
	w := newWorld(t, naive)
	w.push(map[string]string{".github/nodedock.yml": "suggestions: true\n"})
	number := w.propose("topic", map[string]string{"api/Dockerfile": "FROM node\nRUN true\nCMD npm start\n"})
	w.checkPull(number)
	w.checkPull(number)
	pull, err := w.sim.Pull(shop, number)
	w.check(err)
	if len(pull.Reviews) != 1 || len(pull.Threads) != 2 {
		t.Fatalf("%d reviews with %d comments, want one with two\n%s", len(pull.Reviews), len(pull.Threads), w.log())
	}
	first := pull.Threads[0]
	if first.Line != 1 || !strings.Contains(first.Comments[0].Body, "```suggestion\nFROM node:22\n```") {
		t.Errorf("line %d: %s", first.Line, first.Comments[0].Body)
	}
}

func TestSuggestionsAreForLinesThatTheDiffShows(t *testing.T) {
	far := strings.Repeat("RUN true\n", 30)
	w := newWorld(t, map[string]string{"Dockerfile": "FROM node\n" + far})
	w.push(map[string]string{".github/nodedock.yml": "suggestions: true\n"})
	number := w.propose("topic", map[string]string{"Dockerfile": "FROM node\n" + far + "CMD npm start\n"})
	w.checkPull(number)
	pull, err := w.sim.Pull(shop, number)
	w.check(err)
	if len(pull.Reviews) != 0 {
		t.Errorf("%d reviews of a file whose other lines are not shown", len(pull.Reviews))
	}
}

func TestForksGetNoSuggestions(t *testing.T) {
	w := newWorld(t, naive)
	w.push(map[string]string{".github/nodedock.yml": "suggestions: true\n"})
	w.check(w.sim.Fork(shop, "mallory"))
	_, err := w.sim.Push(ghsim.Push{Repo: "mallory/shop", Branch: "topic", User: "mallory", Files: map[string]string{"api/Dockerfile": "FROM node\n"}})
	w.check(err)
	number, err := w.sim.OpenPull(ghsim.NewPull{Repo: shop, User: "mallory", Head: "mallory:topic"})
	w.check(err)
	w.checkPull(number)
	if got := w.wrote(); strings.Contains(got, "suggestion") || !strings.Contains(got, "check run") {
		t.Errorf("it wrote %q, want a check run only", got)
	}
}
