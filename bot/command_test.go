package bot_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot"
)

// reactions lists the reactions so far, in order.
func (w *world) reactions() string {
	var list []string
	for _, e := range w.sim.Events(0) {
		if e.Kind == "reaction" {
			list = append(list, strings.Fields(e.Text)[1])
		}
	}
	return strings.Join(list, " ")
}

func TestRecheckWithNothingNew(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.budget("recheck", w.comment(w.pull().Number, "mona", "recheck"), 5)
	if got := w.sim.Writes(); got != 2 {
		t.Errorf("%d writes, want the two reactions:\n%s", got, w.log())
	}
	if got, want := w.reactions(), "eyes rocket"; got != want {
		t.Errorf("reactions %s, want %s", got, want)
	}
}

func TestAnOutsiderGetsARefusalAndNothingElse(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.comment(w.pull().Number, "mallory", "skip floating-base-image")
	if got, want := w.reactions(), "-1"; got != want || w.sim.Writes() != 1 {
		t.Errorf("reactions %s, want %s alone:\n%s", got, want, w.log())
	}
}

func TestSkipAndApplyPersist(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	number := w.pull().Number
	w.comment(number, "mona", "skip shell-form-command")
	w.comment(number, "mona", "apply npm-install")
	want := "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD npm start\n"
	if got := w.file("Dockerfile"); got != want {
		t.Errorf("the branch has\n%s", got)
	}
	w.reconcile(w.push(map[string]string{"README.md": "x"}))
	if w.sim.Writes() != 0 {
		t.Errorf("a push that has nothing to do with it wrote:\n%s", w.log())
	}
	if got := w.file("Dockerfile"); got != want {
		t.Errorf("after a push the branch has\n%s", got)
	}
}

func TestAnUnknownCommandIsAnsweredOnce(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	for n, line := range []string{"rechek", "skip", "skip root-usr", "recheck now", "help", "explain npm-install", ""} {
		w.comment(w.pull().Number, "mona", line)
		if got := w.sim.Writes(); got != 3 {
			t.Errorf("%q: %d writes, want two reactions and a reply:\n%s", line, got, w.log())
		}
		want := "confused"
		if n >= 4 {
			want = "rocket"
		}
		if got := w.reactions(); !strings.HasSuffix(got, "eyes "+want) {
			t.Errorf("%q: reactions %s, want eyes %s at the end", line, got, want)
		}
		cmd := w.runs[len(w.runs)-1].Command
		w.handle(cmd)
		if strings.Contains(w.log(), "POST /repos/acme/shop/issues/1/comments") {
			t.Errorf("%q is answered twice", line)
		}
	}
}

func TestCommandsAreLimited(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	for n := range 10 {
		w.comment(w.pull().Number, "mona", "help")
		if w.why() != "" {
			t.Fatalf("command %d: %s", n, w.why())
		}
	}
	for n, writes := range []int{2, 1} { // the reason is given once, the reaction each time
		w.comment(w.pull().Number, "mona", "help")
		if w.why() == "" || w.sim.Writes() != writes {
			t.Errorf("command %d was obeyed, or not refused as it should be:\n%s", 11+n, w.log())
		}
	}
}

func TestBotsAreNotObeyed(t *testing.T) {
	w := newWorld(t, naive)
	if got := w.handle(bot.Command{Kind: bot.RunComment, Repository: w.repo, Comment: &bot.Comment{ID: 1, Author: "renovate[bot]", Lines: []string{"recheck"}}}); got != 0 {
		t.Errorf("%d requests:\n%s", got, w.log())
	}
}

func TestHelpNeverBeginsALineWithTheCommand(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.comment(w.pull().Number, "mona", "help")
	for _, line := range strings.Split(w.pull().Body, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "/nodedock") {
			t.Errorf("the body has the line %q", line)
		}
	}
}

func TestATickedBoxIsTheSameAsApply(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	pull := w.pull()
	body := strings.Replace(pull.Body, "- [ ] ", "- [x] ", 1)
	if body == pull.Body {
		t.Fatalf("the body has no box:\n%s", body)
	}
	w.check(w.sim.EditPull(shop, pull.Number, "mona", nil, &body))
	w.reconcile("")
	if got := w.file("Dockerfile"); !strings.Contains(got, "RUN npm ci") {
		t.Errorf("the branch has\n%s", got)
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the second time it wrote:\n%s", w.log())
	}
}

func TestApplyOnSomebodysPullRequestChangesNothingOfOurs(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	body := w.pull().Body
	w.comment(w.propose("topic", map[string]string{"README.md": "x"}), "mona", "apply npm-install")
	if got := w.reactions(); got != "eyes confused" {
		t.Errorf("reactions %s, want eyes confused", got)
	}
	if w.pull().Body != body {
		t.Error("our pull request was changed")
	}
}
