package gh

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"
)

func TestPagesAreFoundWithoutLinks(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.URL.Path != "/installation/repositories" {
			http.NotFound(w, r)
			return
		}
		from := map[string]int{"1": 0, "2": 100, "3": 200}[r.URL.Query().Get("page")]
		var page []map[string]any
		for n := from; n < min(from+100, 250); n++ {
			page = append(page, map[string]any{"id": n + 1, "name": fmt.Sprint("r", n), "owner": map[string]any{"login": "acme"}})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"total_count": 250, "repositories": page})
	})
	repos, err := s.app.Repositories(context.Background(), 5)
	if err != nil || len(repos) != 250 {
		t.Errorf("%d repositories, want 250; error %v", len(repos), err)
	}
}

func TestARedirectToAnotherHostGetsNoToken(t *testing.T) {
	got := make(chan string, 1)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("Authorization")
		permission(w)
	}))
	t.Cleanup(other.Close)
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusMovedPermanently)
	})
	if err := s.ask(); err != nil {
		t.Fatal(err)
	}
	if token := <-got; token != "" {
		t.Error("another host got a token")
	}
}

func TestATokenWithoutAnEndIsKept(t *testing.T) {
	t.Parallel()
	minted := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			minted++
			w.WriteHeader(http.StatusCreated)
			fmt.Fprintln(w, `{"token":"t"}`)
			return
		}
		permission(w)
	}))
	t.Cleanup(server.Close)
	app := &App{ID: 7, Key: key(), BaseURL: server.URL, Now: func() time.Time { return time.Unix(1_700_000_000, 0) }}
	for range 3 {
		if _, err := app.MayWrite(context.Background(), shop, "mona"); err != nil {
			t.Fatal(err)
		}
	}
	if minted != 1 {
		t.Errorf("%d tokens, want 1", minted)
	}
}

func TestAPullRequestOfAForkIsToldByWhatThereIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pull string
		want bool
	}{
		"ids":                 {`{"head":{"repo":{"id":1}},"base":{"repo":{"id":1}}}`, false},
		"other ids":           {`{"head":{"repo":{"id":2}},"base":{"repo":{"id":1}}}`, true},
		"names":               {`{"head":{"repo":{"full_name":"Acme/shop"}},"base":{"repo":{"full_name":"acme/shop"}}}`, false},
		"other names":         {`{"head":{"repo":{"full_name":"eve/shop"}},"base":{"repo":{"full_name":"acme/shop"}}}`, true},
		"labels":              {`{"head":{"label":"acme:a"},"base":{"label":"acme:main"}}`, false},
		"other labels":        {`{"head":{"label":"eve:a"},"base":{"label":"acme:main"}}`, true},
		"a fork that is gone": {`{"head":{"repo":null,"label":"acme:a"},"base":{"repo":{"id":1},"label":"acme:main"}}`, true},
		"nothing":             {`{"head":{"ref":"a"},"base":{"ref":"main"}}`, false},
	} {
		pull := new(github.PullRequest)
		if err := json.Unmarshal([]byte(c.pull), pull); err != nil {
			t.Fatal(err)
		}
		if got := fromFork(pull); got != c.want {
			t.Errorf("%s: from a fork is %t, want %t", name, got, c.want)
		}
	}
}
