package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// startServer runs a server that the test stops; GitHub is out of its reach
// unless a variable says otherwise.
func startServer(t testing.TB, more ...string) *server {
	t.Helper()
	s, _ := startWithConfig(t, more...)
	return s
}

func startWithConfig(t testing.TB, more ...string) (*server, *config) {
	t.Helper()
	c, err := readConfig(environment(t, append([]string{
		"NODEDOCK_ADDR=127.0.0.1:0", "GITHUB_API_URL=http://127.0.0.1:1/",
		"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "n.db"),
	}, more...)...))
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Error("the server did not stop")
		}
	})
	return s, c
}

// deliver posts a push and returns the status of the answer.
func deliver(t testing.TB, client *http.Client, base, guid string, repository int64) int {
	t.Helper()
	body := fmt.Appendf(nil, `{"ref":"refs/heads/main","before":"a","after":%q,"commits":[{"added":[],"removed":[],"modified":["Dockerfile"]}],`+
		`"installation":{"id":7},"repository":{"id":%d,"full_name":"acme/shop%d","default_branch":"main"}}`, guid, repository, repository)
	mac := hmac.New(sha256.New, []byte("of no value"))
	mac.Write(body)
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, base+"/webhook", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-GitHub-Event", "push")
	r.Header.Set("X-GitHub-Delivery", guid)
	r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := client.Do(r)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

func get(t testing.TB, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url) //nolint:noctx // a test's own server
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	if status := deliver(t, http.DefaultClient, s.URL(), "g1", 1); status != http.StatusAccepted {
		t.Errorf("the delivery was answered %d", status)
	}
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": "ok", "/": "<td>acme/shop1</td>",
		"/metrics": `nodedock_deliveries_total{event="push",outcome="stored"} 1`,
	} {
		if status, body := get(t, s.URL()+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s = %d, without %s:\n%s", path, status, want, body)
		}
	}
	if status, _ := get(t, s.URL()+"/webhook"); status != http.StatusMethodNotAllowed {
		t.Errorf("GET /webhook = %d", status)
	}
}

func TestServeKeepsTheAdminPagesApart(t *testing.T) {
	t.Parallel()
	s := startServer(t, "NODEDOCK_ADMIN_ADDR=127.0.0.1:0")
	got := map[string]int{}
	for _, path := range []string{"/metrics", "/status", "/readyz"} {
		got["public "+path], _ = get(t, s.URL()+path)
		got["admin "+path], _ = get(t, "http://"+s.admin.Addr().String()+path)
	}
	want := map[string]int{
		"public /metrics": 404, "public /status": 404, "public /readyz": 200,
		"admin /metrics": 200, "admin /status": 200, "admin /readyz": 200,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestServeUnderManyDeliveries(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 64, MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() {
			if status := deliver(t, client, s.URL(), fmt.Sprintf("g%d", i), int64(i%10+1)); status != http.StatusAccepted {
				t.Errorf("delivery %d was answered %d", i, status)
			}
		})
	}
	all.Wait()
	stored, err := s.store.LastDelivery(t.Context())
	if err != nil || stored != 1000 {
		t.Errorf("%d deliveries stored, %v", stored, err)
	}
}

// BenchmarkIntake posts signed deliveries to a server with nobody at work, 64
// at a time: each is on the disk when it is answered.
func BenchmarkIntake(b *testing.B) {
	c, err := readConfig(environment(b, "NODEDOCK_ADDR=127.0.0.1:0", "DATABASE_URL=sqlite:"+filepath.Join(b.TempDir(), "n.db")))
	if err != nil {
		b.Fatal(err)
	}
	s, err := newServer(b.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer s.close()
	go func() { _ = s.public.http.Serve(s.public.Listener) }()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 64, MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var n atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			if status := deliver(b, client, s.URL(), fmt.Sprintf("g%d", i), i%100+1); status != http.StatusAccepted {
				b.Errorf("answered %d", status)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
