package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// conformance holds what every database must do alike. A case gets a store of
// its own and a clock that stands still until it is moved.
var conformance = []struct {
	name string
	test func(*testing.T, *store.Store, *clock)
}{
	{"a GUID is stored once", testDuplicate},
	{"delivery ids grow and are not reused", testDeliveryIDs},
	{"a failed delivery stays failed", testFailedStays},
	{"pruning keeps unfinished work", testPrune},
	{"runs are listed newest first", testRuns},
	{"a lease has one holder", testLeaseOneHolder},
	{"a lease expires", testLeaseExpires},
	{"a renewed lease does not expire", testLeaseRenewed},
	{"a released lease is free", testLeaseReleased},
	{"the leases of a dead replica are freed", testLeaseOfDeadReplica},
	{"many ask for a lease and one gets it", testLeaseRace},
	{"repositories come due in turn", testDue},
	{"a forgotten repository is left alone until it is welcome", testForget},
	{"a late delivery of a removed installation proves nothing", testAfterthought},
	{"covering never goes back", testCover},
	{"settings are kept", testSettings},
	{"a tag is due once for all who use it", testDueTags},
	{"pins replace those of the plan before", testPinsReplaced},
	{"a tag that is waited for is due sooner", testWaitingTags},
	{"the tags of forgotten repositories rest", testTagsOfForgotten},
	{"a tag's history has each move once", testSightings},
	{"a lost digest keeps its first time", testLoseDigest},
	{"tags that nobody uses are forgotten", testForgetTags},
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	for _, c := range conformance {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, now := open(t, "sqlite:"+filepath.Join(t.TempDir(), "odd name?#%20 é.db"))
			c.test(t, s, now)
		})
	}
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	address := os.Getenv("NODEDOCK_TEST_POSTGRES")
	if address == "" {
		t.Skip("NODEDOCK_TEST_POSTGRES names no Postgres database to test with")
	}
	for _, c := range conformance {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, now := open(t, postgresSchema(t, address))
			c.test(t, s, now)
		})
	}
}

type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

func open(t *testing.T, address string) (*store.Store, *clock) {
	t.Helper()
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	now := new(clock)
	now.ms.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixMilli())
	s.Now = now.now
	return s, now
}

var schemas atomic.Int64

// postgresSchema returns an address whose tables live in a new schema that the
// test drops.
func postgresSchema(t *testing.T, address string) string {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	schema := fmt.Sprintf("store_test_%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE") }) //nolint:errcheck
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("names neither a password nor the address in an error", func(t *testing.T) {
		t.Parallel()
		for _, address := range []string{
			"mysql://bot:hunter2@db.example.com/x", "sqlite:", "",
			"postgres://bot:hunter2@127.0.0.1:1/x?connect_timeout=1", "postgres://bot:hunter2@[::1/x", "postgres://bot:hunter2@h/x?sslmode=nonsense",
		} {
			_, err := store.Open(t.Context(), address)
			if err == nil {
				t.Errorf("Open(%q) succeeded", address)
			} else if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error holds the password: %v", err)
			}
		}
	})
	t.Run("keeps what is there", func(t *testing.T) {
		t.Parallel()
		address := "sqlite:" + filepath.Join(t.TempDir(), "n.db")
		first, _ := open(t, address)
		must(t, first.SetSetting(t.Context(), "a", "1"))
		must(t, first.Close())
		second, _ := open(t, address)
		if got, err := second.Setting(t.Context(), "a"); got != "1" || err != nil {
			t.Errorf("Setting = %q, %v", got, err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func delivery(guid string, received time.Time) bot.Delivery {
	return bot.Delivery{GUID: guid, Event: "push", Repository: "acme/shop", Received: received}
}

func add(t *testing.T, s *store.Store, guid string) int64 {
	t.Helper()
	id, duplicate, err := s.AddDelivery(t.Context(), s.DB, delivery(guid, s.Now()))
	if err != nil || duplicate {
		t.Fatalf("AddDelivery(%s) = duplicate %t, %v", guid, duplicate, err)
	}
	return id
}

func testDuplicate(t *testing.T, s *store.Store, _ *clock) {
	add(t, s, "g1")
	_, duplicate, err := s.AddDelivery(t.Context(), s.DB, delivery("g1", s.Now()))
	if !duplicate || err != nil {
		t.Errorf("AddDelivery again = duplicate %t, %v", duplicate, err)
	}
	all, err := s.Deliveries(t.Context(), 10)
	must(t, err)
	want := []store.DeliveryRecord{{Delivery: delivery("g1", s.Now()), ID: 1, Status: store.Queued}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

func testDeliveryIDs(t *testing.T, s *store.Store, now *clock) {
	first := add(t, s, "g1")
	must(t, s.FinishDelivery(t.Context(), s.DB, "g1", store.Done, ""))
	now.advance(time.Hour)
	must(t, s.Prune(t.Context(), s.Now()))
	if second := add(t, s, "g2"); second <= first {
		t.Errorf("the id %d was followed by %d", first, second)
	}
	if last, err := s.LastDelivery(t.Context()); last <= first || err != nil {
		t.Errorf("LastDelivery = %d, %v", last, err)
	}
}

func testFailedStays(t *testing.T, s *store.Store, _ *clock) {
	add(t, s, "g1")
	must(t, s.FinishDelivery(t.Context(), s.DB, "g1", store.Failed, "no access"))
	must(t, s.FinishDelivery(t.Context(), s.DB, "g1", store.Done, ""))
	all, err := s.Deliveries(t.Context(), 1)
	must(t, err)
	if all[0].Status != store.Failed || all[0].Error != "no access" {
		t.Errorf("got %+v", all[0])
	}
}

func testPrune(t *testing.T, s *store.Store, now *clock) {
	add(t, s, "finished")
	must(t, s.FinishDelivery(t.Context(), s.DB, "finished", store.Done, ""))
	add(t, s, "unfinished")
	now.advance(time.Hour)
	must(t, s.Prune(t.Context(), s.Now()))
	all, err := s.Deliveries(t.Context(), 10)
	must(t, err)
	if len(all) != 1 || all[0].GUID != "unfinished" {
		t.Errorf("left: %+v", all)
	}
}

func testRuns(t *testing.T, s *store.Store, now *clock) {
	first := store.Run{Delivery: "g1", Kind: "reconcile", Repository: "acme/shop", Started: s.Now(), Finished: s.Now().Add(time.Second), Outcome: "done", Reason: "nothing to fix", Detail: `{"read":2}`}
	second := first
	second.Outcome = "retry"
	must(t, s.AddRun(t.Context(), first))
	must(t, s.AddRun(t.Context(), second))
	got, err := s.Runs(t.Context(), 10)
	must(t, err)
	first.ID, second.ID = 1, 2
	if diff := cmp.Diff([]store.Run{second, first}, got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

func lease(t *testing.T, s *store.Store, owner string) *store.Lease {
	t.Helper()
	l, err := s.Lease(t.Context(), "repository/1", owner, time.Minute)
	must(t, err)
	return l
}

func wantTaken(t *testing.T, s *store.Store) {
	t.Helper()
	if _, err := s.Lease(t.Context(), "repository/1", "x", time.Minute); !errors.Is(err, store.ErrLeaseTaken) {
		t.Errorf("Lease = %v, want %v", err, store.ErrLeaseTaken)
	}
}

func testLeaseOneHolder(t *testing.T, s *store.Store, _ *clock) {
	lease(t, s, "x")
	wantTaken(t, s)
	if _, err := s.Lease(t.Context(), "repository/2", "x", time.Minute); err != nil {
		t.Errorf("another lease: %v", err)
	}
}

func testLeaseExpires(t *testing.T, s *store.Store, now *clock) {
	first := lease(t, s, "a")
	now.advance(time.Minute)
	lease(t, s, "b")
	if err := first.Renew(t.Context(), time.Minute); !errors.Is(err, store.ErrLeaseLost) {
		t.Errorf("Renew = %v, want %v", err, store.ErrLeaseLost)
	}
	must(t, first.Release(t.Context()))
	wantTaken(t, s)
}

func testLeaseRenewed(t *testing.T, s *store.Store, now *clock) {
	l := lease(t, s, "a")
	now.advance(50 * time.Second)
	must(t, l.Renew(t.Context(), time.Minute))
	now.advance(50 * time.Second)
	wantTaken(t, s)
}

func testLeaseReleased(t *testing.T, s *store.Store, _ *clock) {
	must(t, lease(t, s, "a").Release(t.Context()))
	lease(t, s, "b")
}

func testLeaseOfDeadReplica(t *testing.T, s *store.Store, now *clock) {
	must(t, s.Beat(t.Context(), "dead"))
	l := lease(t, s, "dead")
	now.advance(40 * time.Second)
	must(t, s.Beat(t.Context(), "alive"))
	must(t, s.Bury(t.Context(), s.DB, "alive", time.Minute))
	wantTaken(t, s)
	must(t, s.Bury(t.Context(), s.DB, "alive", 30*time.Second))
	if err := l.Renew(t.Context(), time.Minute); !errors.Is(err, store.ErrLeaseLost) {
		t.Errorf("Renew = %v, want %v", err, store.ErrLeaseLost)
	}
	lease(t, s, "alive")
}

func testLeaseRace(t *testing.T, s *store.Store, _ *clock) {
	const rivals = 8
	results := make(chan error, rivals)
	for range rivals {
		go func() {
			_, err := s.Lease(context.Background(), "repository/1", "x", time.Minute)
			results <- err
		}()
	}
	holders := 0
	for range rivals {
		switch err := <-results; {
		case err == nil:
			holders++
		case !errors.Is(err, store.ErrLeaseTaken):
			t.Error(err)
		}
	}
	if holders != 1 {
		t.Errorf("%d rivals hold the lease", holders)
	}
}

func repository(id int64, name string) bot.Repository {
	return bot.Repository{Installation: 7, ID: id, Owner: "acme", Name: name, DefaultBranch: "main"}
}

func due(t *testing.T, s *store.Store) []string {
	t.Helper()
	repositories, err := s.Due(t.Context(), store.ReconcileTimer, 10)
	must(t, err)
	names := []string{}
	for _, r := range repositories {
		names = append(names, r.Name)
	}
	return names
}

func testDue(t *testing.T, s *store.Store, now *clock) {
	must(t, s.See(t.Context(), s.DB, repository(1, "later"), 2*time.Hour))
	must(t, s.See(t.Context(), s.DB, repository(2, "sooner"), time.Hour))
	now.advance(time.Hour)
	wantDue(t, s, "sooner")
	now.advance(time.Hour)
	wantDue(t, s, "sooner", "later")
	must(t, s.Wind(t.Context(), s.DB, store.ReconcileTimer, 2, time.Hour))
	wantDue(t, s, "later")
	must(t, s.See(t.Context(), s.DB, repository(1, "renamed"), 2*time.Hour))
	wantDue(t, s, "renamed")
}

func wantDue(t *testing.T, s *store.Store, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, due(t, s)); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
}

func testForget(t *testing.T, s *store.Store, _ *clock) {
	one, whole := repository(1, "shop"), bot.Repository{Installation: 7}
	must(t, s.See(t.Context(), s.DB, one, 0))
	for _, gone := range []bot.Repository{one, whole} {
		must(t, s.Forget(t.Context(), s.DB, gone))
		wantForgotten(t, s, one, true)
		wantDue(t, s)
		must(t, s.Welcome(t.Context(), s.DB, one))
		wantForgotten(t, s, one, false)
		wantDue(t, s, "shop")
	}
}

func wantForgotten(t *testing.T, s *store.Store, r bot.Repository, want bool) {
	t.Helper()
	if got, err := s.Forgotten(t.Context(), r); got != want || err != nil {
		t.Errorf("Forgotten = %t, %v, want %t", got, err, want)
	}
}

func testAfterthought(t *testing.T, s *store.Store, now *clock) {
	one := repository(1, "shop")
	must(t, s.Forget(t.Context(), s.DB, bot.Repository{Installation: 7}))
	must(t, s.See(t.Context(), s.DB, one, 0))
	wantForgotten(t, s, one, true)
	now.advance(10 * time.Minute)
	must(t, s.See(t.Context(), s.DB, one, 0))
	wantForgotten(t, s, one, false)
}

func testCover(t *testing.T, s *store.Store, _ *clock) {
	must(t, s.See(t.Context(), s.DB, repository(1, "shop"), 0))
	must(t, s.Cover(t.Context(), 1, 5))
	must(t, s.Cover(t.Context(), 1, 3))
	if got, err := s.Covered(t.Context(), 1); got != 5 || err != nil {
		t.Errorf("Covered = %d, %v", got, err)
	}
	if got, err := s.Covered(t.Context(), 99); got != 0 || err != nil {
		t.Errorf("Covered of an unknown repository = %d, %v", got, err)
	}
}

func testSettings(t *testing.T, s *store.Store, _ *clock) {
	if got, err := s.Setting(t.Context(), "a"); got != "" || err != nil {
		t.Errorf("Setting = %q, %v", got, err)
	}
	must(t, s.SetSetting(t.Context(), "a", "1"))
	must(t, s.SetSetting(t.Context(), "a", "2"))
	if got, err := s.Setting(t.Context(), "a"); got != "2" || err != nil {
		t.Errorf("Setting = %q, %v", got, err)
	}
}
