package bot_test

import "testing"

func TestConversationsAboutWhatIsGoneAreResolved(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.budget("update", w.reconcile(w.push(map[string]string{"Dockerfile": "FROM node\nCMD [\"node\", \"x.js\"]\n"})), 7)
	pull, err := w.sim.Pull(shop, w.pull().Number)
	w.check(err)
	resolved := 0
	for _, thread := range pull.Threads {
		if thread.Resolved {
			resolved++
		}
	}
	if resolved != 1 || len(pull.Threads) != 2 {
		t.Errorf("%d of %d conversations are resolved, want one of two\n%s", resolved, len(pull.Threads), w.log())
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the same again wrote:\n%s", w.log())
	}
}
