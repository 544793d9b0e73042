package bot_test

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/ghsim"
)

func TestARolloutBeginsWhereMostIsToBeGained(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": "x"})
	plan := &scheduled{}
	w.bot.Scheduler = plan
	for name, files := range map[string]map[string]string{
		"ignored": {"Dockerfile": "FROM node\n", "package.json": "{}", ".dockerignore": "x"},
		"node":    {"Dockerfile": "FROM node\n", "package.json": "{}"},
		"image":   {"Dockerfile": "FROM node\n"},
	} {
		w.check(w.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: name, Access: map[string]string{"mona": "write"}}))
		_, err := w.sim.Push(ghsim.Push{Repo: "acme/" + name, User: "mona", Files: files})
		w.check(err)
	}
	w.budget("a rollout", w.handle(bot.Command{Kind: bot.Rollout, Repository: bot.Repository{Installation: w.repo.Installation, Owner: "acme"}}), 2)
	var order []string
	for _, c := range *plan {
		order = append(order, c.Repository.Name)
	}
	if got, want := strings.Join(order, " "), "node ignored image shop"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}

// due is a queue of commands by the time they are due.
type due []dueCommand

type dueCommand struct {
	at  time.Time
	cmd bot.Command
}

func (d due) Len() int           { return len(d) }
func (d due) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d due) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *due) Push(x any)        { *d = append(*d, x.(dueCommand)) }
func (d *due) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}

// TestThreeHundredRepositoriesAreServedWithinTheLimits plays the days of a
// rollout on a clock of its own: every repository gets its pull request, GitHub
// never has to refuse, and those that wait do not ask again and again.
func TestThreeHundredRepositoriesAreServedWithinTheLimits(t *testing.T) {
	for _, c := range []struct {
		perHour  int
		within   time.Duration
		requests int
	}{
		{20, 15 * time.Hour, 300*7 + 300*2 + 10},
		{0, 90 * time.Minute, 300*7 + 300*4 + 10},
	} {
		t.Run(fmt.Sprintf("%d an hour", c.perHour), func(t *testing.T) {
			w := newWorld(t, nil)
			now := time.Unix(1_800_000_000, 0)
			clock := func() time.Time { return now }
			w.sim.Now, w.bot.Now, w.app.Now = clock, clock, clock
			w.app.Sleep = func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil }
			w.sim.ContentPerMinute = 80
			w.bot.PRsPerHour = c.perHour
			plan := &scheduled{}
			w.bot.Scheduler = plan
			for n := range 300 {
				w.check(w.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: fmt.Sprint("r", n), Access: map[string]string{"mona": "write"}}))
				_, err := w.sim.Push(ghsim.Push{Repo: fmt.Sprint("acme/r", n), User: "mona", Files: naive})
				w.check(err)
			}
			w.handle(bot.Command{Kind: bot.Rollout, Repository: bot.Repository{Installation: w.repo.Installation, Owner: "acme"}})
			var queue due
			for n, cmd := range *plan {
				queue = append(queue, dueCommand{now.Add(time.Duration(n)), cmd})
			}
			heap.Init(&queue)
			start := now
			for queue.Len() > 0 {
				next := heap.Pop(&queue).(dueCommand)
				if next.at.After(now) {
					now = next.at
				}
				var later bot.RetryAfter
				switch err := w.bot.Handle(context.Background(), next.cmd); {
				case errors.As(err, &later):
					heap.Push(&queue, dueCommand{later.RetryAt(), next.cmd})
				case err != nil:
					t.Fatal(err)
				}
			}
			if took := now.Sub(start); took > c.within {
				t.Errorf("it took %s, want %s at most", took, c.within)
			}
			for _, r := range w.sim.Requests() {
				if r.Status == 403 || r.Status == 429 {
					t.Fatalf("GitHub refused %s %s", r.Method, r.Path)
				}
			}
			if n := w.requests(); n > c.requests {
				t.Errorf("%d requests, want %d at most", n, c.requests)
			}
			for n := range 300 {
				repo, err := w.sim.Repo(fmt.Sprint("acme/r", n))
				w.check(err)
				if len(repo.Pulls) != 1 {
					t.Fatalf("r%d has %d pull requests, want one", n, len(repo.Pulls))
				}
			}
		})
	}
}
