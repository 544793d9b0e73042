package ghsim_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot/ghsim"
)

func TestFaults(t *testing.T) {
	w := newWorld(t)
	blobs := regexp.MustCompile(`/git/blobs$`)
	w.AddFault(ghsim.Fault{Method: "POST", Path: blobs, Skip: 1, Times: 2, Status: 502})
	blob := map[string]any{"content": "x"}
	for i, want := range []int{201, 502, 502, 201} {
		if got, _ := w.as(w.token, "POST", "/repos/acme/shop/git/blobs", blob); got != want {
			t.Errorf("request %d: %d, want %d", i+1, got, want)
		}
	}
	w.ClearFaults()
	w.AddFault(ghsim.Fault{Truncate: true})
	if got := w.do(200, "GET", "/git/trees/main?recursive=1", nil); got["truncated"] != true {
		t.Errorf("tree %v, want it truncated", got)
	}
	w.ClearFaults()
	w.AddFault(ghsim.Fault{Secondary: true, RetryAfter: 3 * time.Second, Times: 1})
	res := w.raw("GET", "/repos/acme/shop", nil)
	if res.StatusCode != 403 || res.Header.Get("Retry-After") != "3" {
		t.Errorf("secondary limit: %d after %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	w.AddFault(ghsim.Fault{Primary: true, RetryAfter: time.Hour, Times: 1})
	if res := w.raw("GET", "/repos/acme/shop", nil); res.StatusCode != 403 || res.Header.Get("X-Ratelimit-Remaining") != "0" {
		t.Errorf("primary limit: %d, %q remaining", res.StatusCode, res.Header.Get("X-Ratelimit-Remaining"))
	}
}

// raw sends a request as the installation and returns the answer without its body.
func (w *world) raw(method, path string, header http.Header) *http.Response {
	w.t.Helper()
	req, err := http.NewRequest(method, w.server.URL+path, nil)
	w.must(err)
	req.Header = header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	res, err := http.DefaultTransport.RoundTrip(req)
	w.must(err)
	w.must(res.Body.Close())
	return res
}

func TestCuts_before_and_after_the_effect(t *testing.T) {
	w := newWorld(t)
	w.pull()
	comment := regexp.MustCompile(`/issues/1/comments$`)
	for _, c := range []struct {
		fault ghsim.Fault
		want  int
	}{{ghsim.Fault{Method: "POST", Path: comment, CutBefore: true, Times: 1}, 0}, {ghsim.Fault{Method: "POST", Path: comment, CutAfter: true, Times: 1}, 1}} {
		w.AddFault(c.fault)
		req, err := http.NewRequest("POST", w.server.URL+"/repos/acme/shop/issues/1/comments", strings.NewReader(`{"body":"x"}`))
		w.must(err)
		req.Header.Set("Authorization", "Bearer "+w.token)
		if res, err := http.DefaultClient.Do(req); err == nil {
			t.Errorf("answered %d, want the connection cut", res.StatusCode)
		}
		v, err := w.Pull("acme/shop", 1)
		w.must(err)
		if len(v.Comments) != c.want {
			t.Errorf("%d comments, want %d", len(v.Comments), c.want)
		}
	}
}

func TestLimits_run_out_and_not_modified_is_answered(t *testing.T) {
	w := newWorld(t)
	tag := w.raw("GET", "/repos/acme/shop", nil).Header.Get("Etag")
	if res := w.raw("GET", "/repos/acme/shop", http.Header{"If-None-Match": {tag}}); res.StatusCode != 304 {
		t.Errorf("with its ETag: %d, want 304", res.StatusCode)
	}
	w.RateLimit = 4
	w.raw("GET", "/repos/acme/shop", nil)
	if res := w.raw("GET", "/repos/acme/shop", nil); res.Header.Get("X-Ratelimit-Remaining") != "0" || res.StatusCode != 200 {
		t.Errorf("the last request: %d, %s remaining", res.StatusCode, res.Header.Get("X-Ratelimit-Remaining"))
	}
	if res := w.raw("GET", "/repos/acme/shop", nil); res.StatusCode != 403 {
		t.Errorf("one too many: %d, want 403", res.StatusCode)
	}
}

func TestRequests_are_logged_for_budgets(t *testing.T) {
	w := newWorld(t)
	w.ResetRequests()
	w.do(200, "GET", "", nil)
	w.do(201, "POST", "/git/blobs", map[string]any{"content": "x"})
	w.query(`{ viewer { login } }`, nil)
	w.mint(nil)
	got := map[string]int{}
	for _, r := range w.Requests() {
		got[fmt.Sprintf("%s %s %d", r.API, r.Method, r.Status)]++
	}
	want := map[string]int{"rest GET 200": 1, "rest POST 201": 1, "graphql POST 200": 1, "auth POST 201": 1}
	if diff := cmp.Diff(want, got); diff != "" || w.Writes() != 1 {
		t.Errorf("%d writes, want 1; requests (-want +got):\n%s", w.Writes(), diff)
	}
}

func TestPages_link_to_each_other(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.push(ghsim.Push{Branch: fmt.Sprintf("b%d", i), Files: map[string]string{"f": fmt.Sprint(i)}})
		_, err := w.OpenPull(ghsim.NewPull{Repo: "acme/shop", User: "ada", Head: fmt.Sprintf("b%d", i)})
		w.must(err)
	}
	path, seen := "/api/v3/repos/acme/shop/pulls?per_page=2", 0
	for path != "" {
		_, got := w.as(w.token, "GET", path, nil)
		seen += len(got.([]any))
		link := w.raw("GET", path, nil).Header.Get("Link")
		path = ""
		if m := regexp.MustCompile(`<http://[^/]*(/api/v3/[^>]*)>; rel="next"`).FindStringSubmatch(link); m != nil {
			path = m[1]
		}
	}
	if seen != 5 {
		t.Errorf("followed the links to %d pull requests, want 5", seen)
	}
}

func TestDeliveries_can_be_dropped_doubled_shuffled_and_sent_again(t *testing.T) {
	w := newWorld(t)
	drain := func() (events []string) {
		w.settle()
		for len(w.deliveries) > 0 {
			if d := <-w.deliveries; d.event == "push" {
				events = append(events, d.guid)
			}
		}
		return events
	}
	drain()
	w.AddDeliveryFault(ghsim.DeliveryFault{Event: "push", Drop: true, Times: 1})
	w.AddDeliveryFault(ghsim.DeliveryFault{Event: "push", Duplicate: true, Times: 1})
	w.push(ghsim.Push{Files: map[string]string{"a": "1"}})
	w.push(ghsim.Push{Files: map[string]string{"a": "2"}})
	got := drain()
	if len(got) != 2 || got[0] != got[1] {
		t.Errorf("one dropped and one doubled: %v, want the same GUID twice", got)
	}
	_, list := w.as(w.jwt(time.Minute), "GET", "/app/hook/deliveries", nil)
	for _, d := range list.([]any) {
		if code := at(d, "status_code").(float64); code >= 400 {
			w.as(w.jwt(time.Minute), "POST", fmt.Sprintf("/app/hook/deliveries/%.0f/attempts", at(d, "id")), nil)
		}
	}
	if got := drain(); len(got) != 1 {
		t.Errorf("%d pushes after asking for the dropped one again, want 1", len(got))
	}
	w.HoldDeliveries()
	for i := range 8 {
		w.push(ghsim.Push{Files: map[string]string{"b": fmt.Sprint(i)}})
	}
	if len(w.deliveries) != 0 {
		t.Error("deliveries were sent while they were held")
	}
	w.ReleaseDeliveries(rand.New(rand.NewPCG(1, 2)))
	if got := drain(); len(got) != 8 {
		t.Errorf("%d pushes after the release, want 8", len(got))
	}
}
