package registry

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	rt "github.com/nodedock/nodedock/bot/registry/registrytest"
)

func TestMemoIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	m := &memo[int]{now: func() time.Time { return now }}
	for i := range 3 * maxAnswers {
		got, err := m.get(t.Context(), fmt.Sprint(i), func() (int, time.Duration, error) { return i, forever, nil })
		if got != i || err != nil {
			t.Fatalf("%d: %d, %v", i, got, err)
		}
	}
	if len(m.answers) > maxAnswers {
		t.Errorf("%d answers are kept", len(m.answers))
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "5": 5 * time.Second, "-5": 0, "soon": 0, "99999999999": 24 * time.Hour,
		"Sun, 01 Mar 2026 12:00:30 GMT": 30 * time.Second, "Sun, 01 Mar 2026 11:00:00 GMT": 0,
	} {
		if got := retryAfter(map[string][]string{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q is %s, want %s", value, got, want)
		}
	}
}

func TestQuantity(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"76;w=21600": "76 6h0m0s true", "76": "76 0s true", "": "0 0s false", "many": "0 0s false", "-1;w=1": "0 0s false", "3;w=x": "3 0s true",
	} {
		n, window, ok := quantity(value)
		if got := fmt.Sprint(n, " ", window, " ", ok); got != want {
			t.Errorf("%q is %s, want %s", value, got, want)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.registry.SetFault(rt.Headers("ratelimit-limit", "100;w=21600", "ratelimit-remaining", "76;w=21600"))
	for range 3 {
		if _, err := w.Resolve(t.Context(), ref(t, "node:22")); err != nil {
			t.Fatal(err)
		}
	}
	host := strings.TrimPrefix(w.base, "http://")
	want := `
# HELP nodedock_registry_pulls_remaining Pulls left of a registry's limit, as it said last.
# TYPE nodedock_registry_pulls_remaining gauge
nodedock_registry_pulls_remaining{registry="` + host + `"} 76
# HELP nodedock_registry_questions_total Questions about images, by kind, and whether a registry was asked or the answer was known.
# TYPE nodedock_registry_questions_total counter
nodedock_registry_questions_total{answer="asked",kind="config"} 0
nodedock_registry_questions_total{answer="asked",kind="digest"} 1
nodedock_registry_questions_total{answer="asked",kind="tags"} 0
nodedock_registry_questions_total{answer="known",kind="config"} 0
nodedock_registry_questions_total{answer="known",kind="digest"} 2
nodedock_registry_questions_total{answer="known",kind="tags"} 0
# HELP nodedock_registry_requests_total Requests sent to image registries, by registry and status; status 0 is no answer.
# TYPE nodedock_registry_requests_total counter
nodedock_registry_requests_total{registry="` + host + `",status="200"} 2
`
	if err := testutil.CollectAndCompare(w.Collector(), strings.NewReader(want)); err != nil {
		t.Error(err)
	}
	if got := w.label("evil.example.com"); got != "other" {
		t.Errorf("a stranger's host is labelled %q", got)
	}
}
