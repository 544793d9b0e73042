package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestScenarioRequestsAreCounted compares what the server counts with what
// GitHub was asked.
func TestScenarioRequestsAreCounted(t *testing.T) {
	s := newScene(t, staging{})
	s.github.ResetRequests()
	s.push(naive())
	s.settle()
	asked := map[string]int{}
	for _, r := range s.github.Requests() {
		asked[r.API]++
	}
	_, body := get(t, s.server.URL()+"/metrics")
	for api, n := range asked {
		if want := fmt.Sprintf(`nodedock_github_requests_total{api=%q,event="push"} %d`, api, n); !strings.Contains(body, want+"\n") {
			t.Errorf("%s is not in\n%s", want, body)
		}
	}
	if asked["rest"] != 6 || asked["graphql"] != 1 {
		t.Errorf("requests %v, want 6 by REST and 1 by GraphQL", asked)
	}
}

// TestScenarioTheDatabaseIsGone asks for everything while nothing can be stored.
func TestScenarioTheDatabaseIsGone(t *testing.T) {
	s := startServer(t)
	if status, _ := get(t, s.URL()+"/readyz"); status != http.StatusOK {
		t.Fatalf("GET /readyz: %d", status)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	if status := deliver(t, http.DefaultClient, s.URL(), "g1", 1); status != http.StatusServiceUnavailable {
		t.Errorf("a delivery was answered %d", status)
	}
	for path, want := range map[string]int{
		"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/status": http.StatusServiceUnavailable, "/metrics": http.StatusOK,
	} {
		if got, body := get(t, s.URL()+path); got != want || path == "/metrics" && !strings.Contains(body, `outcome="unstored"} 1`) {
			t.Errorf("GET %s: %d, want %d\n%s", path, got, want, body)
		}
	}
}
