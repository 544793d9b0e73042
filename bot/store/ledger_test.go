package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

var _ bot.Ledger = (*store.Store)(nil)

// ledgers are the implementations of bot.Ledger, with the clock that moves them.
func ledgers(t *testing.T) map[string]func(*testing.T) (bot.Ledger, *clock) {
	t.Helper()
	list := map[string]func(*testing.T) (bot.Ledger, *clock){
		"in a database": func(t *testing.T) (bot.Ledger, *clock) {
			return open(t, "sqlite:"+filepath.Join(t.TempDir(), "n.db"))
		},
		"in memory": func(*testing.T) (bot.Ledger, *clock) {
			now := new(clock)
			now.ms.Store(1_700_000_000_000)
			return bot.NewLedger(now.now), now
		},
	}
	if address := os.Getenv("NODEDOCK_TEST_POSTGRES"); address != "" {
		list["in Postgres"] = func(t *testing.T) (bot.Ledger, *clock) { return open(t, postgresSchema(t, address)) }
	}
	return list
}

// TestLedger holds what the ledger in memory and that in the database do alike.
func TestLedger(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, test := range map[string]func(*testing.T, bot.Ledger, *clock){
		"keeps the last good policy": func(t *testing.T, l bot.Ledger, _ *clock) {
			var got []string
			for _, source := range [][]byte{[]byte("mode: pr\n"), []byte("mode: off\n"), nil, {}} {
				must(t, l.KeepPolicy(ctx, "repository 1", source))
				kept, err := l.GoodPolicy(ctx, "repository 1")
				must(t, err)
				got = append(got, string(kept))
			}
			if diff := cmp.Diff([]string{"mode: pr\n", "mode: off\n", "", ""}, got); diff != "" {
				t.Errorf("policies (-want +got):\n%s", diff)
			}
		},
		"tells once": func(t *testing.T, l bot.Ledger, _ *clock) {
			for _, want := range []bool{false, true, true} {
				told, err := l.Told(ctx, "x")
				must(t, err)
				must(t, l.Tell(ctx, "x"))
				if told != want {
					t.Errorf("told: %t, want %t", told, want)
				}
			}
		},
		"counts a comment's commands once and forgets them after an hour": func(t *testing.T, l bot.Ledger, now *clock) {
			give := func(comment int64, count int) bool {
				ok, err := l.GiveCommands(ctx, "1#2", comment, count, 10)
				must(t, err)
				return ok
			}
			got := []bool{give(1, 6), give(1, 6), give(2, 4), give(3, 1), give(2, 4)}
			now.advance(time.Hour)
			got = append(got, give(3, 1))
			if diff := cmp.Diff([]bool{true, true, true, false, true, true}, got); diff != "" {
				t.Errorf("allowed (-want +got):\n%s", diff)
			}
		},
		"gives no more turns than an hour has": func(t *testing.T, l bot.Ledger, now *clock) {
			start := now.now()
			turn := func(installation int64, branch string) time.Duration {
				at, err := l.Turn(ctx, installation, branch, 2)
				must(t, err)
				return at.Sub(start)
			}
			got := []time.Duration{turn(7, "a"), turn(7, "b"), turn(7, "c"), turn(7, "d"), turn(7, "e"), turn(7, "c"), turn(8, "f")}
			now.advance(time.Hour)
			got = append(got, turn(7, "c"), turn(7, "g"))
			want := []time.Duration{0, 0, time.Hour, time.Hour, 2 * time.Hour, time.Hour, 0, time.Hour, 2 * time.Hour}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("turns (-want +got):\n%s", diff)
			}
		},
	} {
		for kind, make := range ledgers(t) {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				l, now := make(t)
				test(t, l, now)
			})
		}
	}
}
