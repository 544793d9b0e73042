package queue_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/queue"
	"github.com/nodedock/nodedock/bot/store"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func reconcile(id int64, guid string) bot.Command {
	return bot.Command{
		Kind: bot.Reconcile, Delivery: guid, Event: "push", Key: "sha-" + guid,
		Repository: bot.Repository{Installation: 7, ID: id, Owner: "acme", Name: fmt.Sprintf("shop%d", id)},
	}
}

func delivery(guid string) bot.Delivery {
	return bot.Delivery{GUID: guid, Event: "push", Repository: "acme/shop", Received: time.Now()}
}

// open returns a store on a new SQLite file, or on a new Postgres schema when
// the name of a Postgres database is given.
func open(t testing.TB, postgres string) *store.Store {
	t.Helper()
	address := "sqlite:" + filepath.Join(t.TempDir(), "queue.db")
	if postgres != "" {
		address = newSchema(t, postgres)
	}
	s, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var schemas atomic.Int64

func newSchema(t testing.TB, address string) string {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	schema := fmt.Sprintf("queue_test_%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Exec("DROP SCHEMA " + schema + " CASCADE") }) //nolint:errcheck
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String()
}

// start opens and starts a queue that the test stops.
func start(t testing.TB, config queue.Config) *queue.Queue {
	t.Helper()
	config.Log = quiet
	q, err := queue.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
	return q
}

func stop(t testing.TB, q *queue.Queue) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if err := q.Stop(ctx, 100*time.Millisecond); err != nil {
		t.Error(err)
	}
}

func accept(t testing.TB, q *queue.Queue, guid string, commands ...bot.Command) {
	t.Helper()
	if _, err := q.Accept(context.Background(), delivery(guid), commands); err != nil {
		t.Fatal(err)
	}
}

// receive returns the next value, or fails when none comes.
func receive[T any](t testing.TB, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(5 * time.Minute):
		t.Fatal("nothing happened")
		panic("unreachable")
	}
}

// databases runs a test on every database there is.
func databases(t *testing.T, test func(*testing.T, *store.Store)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, ""))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		address := os.Getenv("NODEDOCK_TEST_POSTGRES")
		if address == "" {
			t.Skip("NODEDOCK_TEST_POSTGRES names no Postgres database to test with")
		}
		test(t, open(t, address))
	})
}

func TestAcceptedWorkIsDone(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, s *store.Store) {
		handled := make(chan bot.Command, 10)
		attempts := make(chan queue.Attempt, 10)
		q := start(t, queue.Config{
			Store:   s,
			Handle:  func(_ context.Context, c bot.Command) error { handled <- c; return nil },
			Observe: func(a queue.Attempt) { attempts <- a },
		})
		want := reconcile(1, "g1")
		accept(t, q, "g1", want)
		if diff := cmp.Diff(want, receive(t, handled)); diff != "" {
			t.Errorf("handled (-want +got):\n%s", diff)
		}
		if got := receive(t, attempts); got.Outcome != queue.OutcomeDone {
			t.Errorf("outcome %q", got.Outcome)
		}
		if duplicate, err := q.Accept(t.Context(), delivery("g1"), []bot.Command{want}); !duplicate || err != nil {
			t.Errorf("accepting it again: duplicate %t, %v", duplicate, err)
		}
	})
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		err    func() error
		want   []string
		status string
	}{
		{"an error is tried again", func() error { return errors.New("no answer") }, []string{queue.OutcomeRetry, queue.OutcomeDone}, store.Done},
		{"a panic is tried again", func() error { panic("oh") }, []string{queue.OutcomeRetry, queue.OutcomeDone}, store.Done},
		{"an error that names a time is tried then", func() error {
			return fmt.Errorf("write: %w", &bot.Later{Until: time.Now().Add(50 * time.Millisecond), Reason: "limit"})
		}, []string{queue.OutcomeSnooze, queue.OutcomeDone}, store.Done},
		{"a time that has passed is now", func() error {
			return &bot.Later{Until: time.Now().Add(-time.Hour), Reason: "limit"}
		}, []string{queue.OutcomeSnooze, queue.OutcomeDone}, store.Done},
		{"a permanent error is not tried again", func() error { return bot.Permanent(errors.New("gone")) }, []string{queue.OutcomeCancelled}, store.Failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, "")
			attempts := make(chan queue.Attempt, 10)
			var tries atomic.Int64
			q := start(t, queue.Config{
				Store:   s,
				Observe: func(a queue.Attempt) { attempts <- a },
				Handle: func(context.Context, bot.Command) error {
					if tries.Add(1) == 1 {
						return c.err()
					}
					return nil
				},
			})
			accept(t, q, "g1", reconcile(1, "g1"))
			for _, want := range c.want {
				if got := receive(t, attempts); got.Outcome != want {
					t.Errorf("outcome %q, want %q", got.Outcome, want)
				}
			}
			stop(t, q)
			deliveries, err := s.Deliveries(t.Context(), 1)
			if err != nil || deliveries[0].Status != c.status {
				t.Errorf("the delivery is %+v, %v, want %s", deliveries, err, c.status)
			}
		})
	}
}

func TestOneCommandPerRepositoryAtATime(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, s *store.Store) {
		const each = 5
		var running [3]atomic.Int64
		handled := make(chan bot.Command, 100)
		q := start(t, queue.Config{Store: s, Handle: func(_ context.Context, c bot.Command) error {
			if running[c.Repository.ID].Add(1) > 1 {
				t.Errorf("two commands of %s run at once", c.Repository.FullName())
			}
			time.Sleep(5 * time.Millisecond) // long enough for another to be noticed
			running[c.Repository.ID].Add(-1)
			handled <- c
			return nil
		}})
		for i := range each {
			for id := int64(1); id <= 2; id++ {
				guid := fmt.Sprintf("g%d-%d", id, i)
				c := reconcile(id, guid)
				c.Kind = bot.CheckPullRequest // not to be covered by one another
				accept(t, q, guid, c)
			}
		}
		for range 2 * each {
			receive(t, handled)
		}
	})
}

func TestAPushDuringAReconcileIsNotLost(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, s *store.Store) {
		began, proceed := make(chan string, 10), make(chan struct{})
		q := start(t, queue.Config{Store: s, Handle: func(_ context.Context, c bot.Command) error {
			began <- c.Delivery
			<-proceed
			return nil
		}})
		accept(t, q, "g1", reconcile(1, "g1"))
		receive(t, began)
		again := reconcile(1, "g2")
		again.Key = "sha-g1" // pushed back to the same commit
		accept(t, q, "g2", again)
		proceed <- struct{}{}
		if got := receive(t, began); got != "g2" {
			t.Errorf("%s ran, want g2", got)
		}
		proceed <- struct{}{}
	})
}

func TestReconcilesThatWaitedAreCoveredByOne(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, s *store.Store) {
		var runs atomic.Int64
		attempts := make(chan queue.Attempt, 100)
		config := queue.Config{
			Store: s, Log: quiet,
			Observe: func(a queue.Attempt) { attempts <- a },
			Handle:  func(context.Context, bot.Command) error { runs.Add(1); return nil },
		}
		q, err := queue.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { stop(t, q) })
		for i := range 10 {
			guid := fmt.Sprintf("g%d", i)
			accept(t, q, guid, reconcile(1, guid))
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		outcomes := map[string]int{}
		for range 10 {
			outcomes[receive(t, attempts).Outcome]++
		}
		want := map[string]int{queue.OutcomeDone: 1, queue.OutcomeCovered: 9}
		if diff := cmp.Diff(want, outcomes); diff != "" || runs.Load() != 1 {
			t.Errorf("%d runs, outcomes (-want +got):\n%s", runs.Load(), diff)
		}
	})
}

func TestAFailedReconcileCoversNothing(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	attempts := make(chan queue.Attempt, 10)
	q := start(t, queue.Config{
		Store:   s,
		Observe: func(a queue.Attempt) { attempts <- a },
		Handle: func(_ context.Context, c bot.Command) error {
			if c.Delivery == "g2" {
				return bot.Permanent(errors.New("gone"))
			}
			return nil
		},
	})
	accept(t, q, "g2", reconcile(1, "g2"))
	receive(t, attempts)
	accept(t, q, "g3", reconcile(1, "g3"))
	if got := receive(t, attempts); got.Outcome != queue.OutcomeDone {
		t.Errorf("outcome %q", got.Outcome)
	}
}

func TestACommentIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, s *store.Store) {
		attempts := make(chan queue.Attempt, 10)
		q := start(t, queue.Config{
			Store:   s,
			Observe: func(a queue.Attempt) { attempts <- a },
			Handle:  func(context.Context, bot.Command) error { return nil },
		})
		command := func(guid, key string) bot.Command {
			c := reconcile(1, guid)
			c.Kind, c.Key = bot.RunComment, key
			return c
		}
		accept(t, q, "g1", command("g1", "40"))
		receive(t, attempts)
		accept(t, q, "g2", command("g2", "40"))
		accept(t, q, "g3", command("g3", "41"))
		if got := receive(t, attempts); got.Command.Delivery != "g3" {
			t.Errorf("%s ran, want g3", got.Command.Delivery)
		}
	})
}

func TestForgottenRepositoriesAreLeftAlone(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	attempts := make(chan queue.Attempt, 10)
	q := start(t, queue.Config{
		Store:   s,
		Observe: func(a queue.Attempt) { attempts <- a },
		Handle:  func(context.Context, bot.Command) error { return nil },
	})
	accept(t, q, "g1", bot.Command{Kind: bot.Forget, Repository: bot.Repository{Installation: 7}})
	accept(t, q, "g2", reconcile(1, "g2"))
	if got := receive(t, attempts); got.Outcome != queue.OutcomeForgotten {
		t.Errorf("outcome %q", got.Outcome)
	}
	back := reconcile(1, "g3")
	back.Event = "installation"
	accept(t, q, "g3", back)
	if got := receive(t, attempts); got.Outcome != queue.OutcomeDone {
		t.Errorf("outcome %q", got.Outcome)
	}
}

func TestScheduledWorkIsDone(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	handled := make(chan string, 10)
	q := start(t, queue.Config{Store: s, Handle: func(_ context.Context, c bot.Command) error {
		handled <- c.Repository.Name
		return nil
	}})
	if err := q.Schedule(t.Context(), reconcile(1, ""), reconcile(1, ""), reconcile(2, "")); err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for range 2 {
		names[receive(t, handled)]++
	}
	if diff := cmp.Diff(map[string]int{"shop1": 1, "shop2": 1}, names); diff != "" {
		t.Errorf("handled (-want +got):\n%s", diff)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	t.Run("hands running work back", func(t *testing.T) {
		t.Parallel()
		s := open(t, "")
		began := make(chan struct{})
		first := start(t, queue.Config{Store: s, Handle: func(ctx context.Context, _ bot.Command) error {
			close(began)
			<-ctx.Done()
			return ctx.Err()
		}})
		accept(t, first, "g1", reconcile(1, "g1"))
		receive(t, began)
		stop(t, first)
		attempts := make(chan queue.Attempt, 1)
		start(t, queue.Config{
			Store:   s,
			Observe: func(a queue.Attempt) { attempts <- a },
			Handle:  func(context.Context, bot.Command) error { return nil },
		})
		if got := receive(t, attempts); got.Outcome != queue.OutcomeDone {
			t.Errorf("outcome %q", got.Outcome)
		}
	})
	t.Run("accepts nothing more", func(t *testing.T) {
		t.Parallel()
		q, err := queue.Open(t.Context(), queue.Config{Store: open(t, ""), Log: quiet})
		if err != nil {
			t.Fatal(err)
		}
		accept(t, q, "g1", reconcile(1, "g1"))
		stop(t, q)
		if _, err := q.Accept(t.Context(), delivery("g2"), nil); !errors.Is(err, queue.ErrStopped) {
			t.Errorf("Accept = %v, want %v", err, queue.ErrStopped)
		}
	})
}

func TestChoresAreDone(t *testing.T) {
	t.Parallel()
	done := make(chan struct{}, 100)
	start(t, queue.Config{
		Store:  open(t, ""),
		Handle: func(context.Context, bot.Command) error { return nil },
		Chores: []queue.Chore{{Name: "sweep", Interval: time.Second, Do: func(context.Context) error {
			done <- struct{}{}
			return errors.New("not this time")
		}}},
	})
	receive(t, done)
	receive(t, done)
}

func TestKnownRepositoriesAreReconciledFromTimeToTime(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	handled := make(chan bot.Command, 100)
	q := start(t, queue.Config{
		Store: s, ReconcileInterval: time.Second,
		Handle: func(_ context.Context, c bot.Command) error { handled <- c; return nil },
	})
	accept(t, q, "g1", reconcile(1, "g1"))
	receive(t, handled)
	for range 2 {
		if c := receive(t, handled); c.Event != "timer" || c.Kind != bot.Reconcile || c.Repository.Name != "shop1" {
			t.Errorf("handled %+v", c)
		}
	}
}

func TestManyDeliveriesAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	q, err := queue.Open(t.Context(), queue.Config{Store: s, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
	var all sync.WaitGroup
	var duplicates atomic.Int64
	for i := range 1000 {
		all.Go(func() {
			guid := fmt.Sprintf("g%d", i%800)
			duplicate, err := q.Accept(context.Background(), delivery(guid), []bot.Command{reconcile(int64(i%10+1), guid)})
			if err != nil {
				t.Error(err)
			}
			if duplicate {
				duplicates.Add(1)
			}
		})
	}
	all.Wait()
	depth, err := q.Depth(t.Context())
	if err != nil || depth["available"] != 800 || duplicates.Load() != 200 {
		t.Errorf("depth %v, %d duplicates, %v", depth, duplicates.Load(), err)
	}
}
