package conform_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim/conform"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	spec := conform.Need(t)
	header := http.Header{"Content-Type": {"application/json"}}
	for name, c := range map[string]struct {
		x    conform.Exchange
		want string // "": it conforms
	}{
		"a good answer": {
			conform.Exchange{Method: "GET", Path: "/repos/a/b/git/ref/heads/x/y", Status: 200, ResponseBody: []byte(
				`{"ref":"refs/heads/x/y","node_id":"n","url":"https://example.com","object":{"type":"commit","sha":"` + strings.Repeat("a", 40) + `","url":"https://example.com"}}`)}, "",
		},
		"an answer that lacks a field": {
			conform.Exchange{Method: "GET", Path: "/repos/a/b/git/ref/heads/x", Status: 200, ResponseBody: []byte(`{"ref":"refs/heads/x"}`)}, "answer 200",
		},
		"a status that is never answered": {conform.Exchange{Method: "POST", Path: "/repos/a/b/git/refs", Status: 200, RequestBody: []byte(`{"ref":"r","sha":"s"}`)}, "never answers 200"},
		"a request that lacks a field":    {conform.Exchange{Method: "POST", Path: "/repos/a/b/git/refs", Status: 201, RequestBody: []byte(`{"ref":"r"}`)}, "request"},
		"an endpoint that is not there":   {conform.Exchange{Method: "GET", Path: "/repos/a/b/nonsense", Status: 200}, "no such endpoint"},
		"a query with a wrong field":      {conform.Exchange{Method: "POST", Path: "/graphql", RequestBody: []byte(`{"query":"{ viewer { nonsense } }"}`)}, "nonsense"},
		"a query":                         {conform.Exchange{Method: "POST", Path: "/graphql", RequestBody: []byte(`{"query":"{ viewer { login } }"}`)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.x.Request, c.x.Response = http.Header{}, header
			err := spec.Check(t.Context(), c.x)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("Check = %v, want %q in it", err, c.want)
			}
		})
	}
}
