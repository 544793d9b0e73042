package main

import (
	"strings"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot"
)

func TestTheStatusPageTellsWhatBecameOfEachRun(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	for _, run := range []bot.Run{
		{
			Command: bot.Command{Kind: bot.Reconcile, Event: "push", Repository: bot.Repository{ID: 1, Owner: "acme", Name: "shop"}},
			Started: time.Unix(100, 0), Finished: time.Unix(101, 0), Head: "0123456789abcdef", Read: 7, Found: 5, Fixed: 3,
			Wrote: []string{"open a pull request"}, PullRequest: 4, URL: "https://github.example.com/acme/shop/pull/4",
		},
		{Command: bot.Command{Kind: bot.Rollout, Repository: bot.Repository{Owner: "acme"}}, Why: "<b>nothing</b> to do"},
		{Command: bot.Command{Kind: bot.Reconcile, Repository: bot.Repository{ID: 2, Owner: "acme", Name: "web"}}, Error: "it rained", URL: "javascript:alert(1)", PullRequest: 9},
	} {
		if err := s.store.Record(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	_, body := get(t, s.URL()+"/status")
	for _, want := range []string{
		"7 files and images", "5 found, 3 fixed", "<li>open a pull request</li>", `<a href="https://github.example.com/acme/shop/pull/4">#4</a>`, "at 01234567",
		"&lt;b&gt;nothing&lt;/b&gt; to do", "<td>acme</td>", `failed">failed</td>`, "it rained",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in\n%s", want, body)
		}
	}
	if strings.Contains(body, "javascript:") {
		t.Error("a link to a script is shown")
	}
}
