package main

import (
	"fmt"
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
