package queue_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/queue"
	"github.com/nodedock/nodedock/bot/store"
)

// The environment that makes this test binary a server to be killed.
const (
	childDatabase = "NODEDOCK_TEST_KILL_DATABASE"
	childJournal  = "NODEDOCK_TEST_KILL_JOURNAL"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(childDatabase); address != "" {
		if err := child(address, os.Getenv(childJournal)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	// Every queue and store is closed now: nothing may be left running.
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// child accepts a delivery for each line of its input, says when it is stored,
// and handles it in steps that take a while; a finished one is noted in the
// journal.
func child(address, journal string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	q, err := queue.Open(ctx, queue.Config{Store: s, Log: quiet, Handle: func(ctx context.Context, c bot.Command) error {
		time.Sleep(30 * time.Millisecond)
		f, err := os.OpenFile(journal, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = fmt.Fprintln(f, c.Delivery)
		return err
	}})
	if err != nil {
		return err
	}
	if err := q.Start(ctx); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		guid := lines.Text()
		c := reconcile(1, guid)
		c.Kind, c.Event = bot.CheckPullRequest, "pull_request"
		if _, err := q.Accept(ctx, delivery(guid), []bot.Command{c}); err != nil {
			return err
		}
		fmt.Println(guid)
	}
	select {} // until killed
}

// A victim is a running child.
type victim struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func spawn(t *testing.T, database, journal string) *victim {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDatabase+"=sqlite:"+database, childJournal+"="+journal)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	v := &victim{cmd, in, bufio.NewScanner(out)}
	t.Cleanup(v.kill)
	return v
}

// deliver returns when the delivery is stored.
func (v *victim) deliver(t *testing.T, guid string) {
	t.Helper()
	if _, err := fmt.Fprintln(v.in, guid); err != nil {
		t.Fatal(err)
	}
	if !v.out.Scan() || v.out.Text() != guid {
		t.Fatalf("the child did not store %s", guid)
	}
}

func (v *victim) kill() {
	_ = v.cmd.Process.Kill()
	_ = v.cmd.Wait()
}

// finished returns the deliveries that were handled to the end.
func finished(t *testing.T, journal string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(journal)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for _, guid := range strings.Fields(string(text)) {
		done[guid] = true
	}
	return done
}

func TestKilledAgainAndAgainItLosesNothing(t *testing.T) {
	t.Parallel()
	database, journal := filepath.Join(t.TempDir(), "kill.db"), filepath.Join(t.TempDir(), "journal")
	const kills = 20
	for i := range kills {
		v := spawn(t, database, journal)
		v.deliver(t, fmt.Sprintf("g%d", i))
		time.Sleep(time.Duration(rand.Int64N(int64(150 * time.Millisecond)))) // die at any moment
		v.kill()
	}
	spawn(t, database, journal)
	restarted := time.Now()
	for len(finished(t, journal)) < kills {
		if time.Since(restarted) > 5*time.Minute {
			t.Fatalf("of %d deliveries these were finished: %v", kills, finished(t, journal))
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Logf("all work was finished %s after the last start", time.Since(restarted).Round(time.Millisecond))
}
