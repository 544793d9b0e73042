package gh

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
)

var key = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

var shop = bot.Repository{Installation: 5, Owner: "acme", Name: "shop"}

// server answers token requests itself and leaves the rest to handle.
type server struct {
	app    *App
	now    time.Time
	minted atomic.Int32
	asked  atomic.Int32
}

func serve(t *testing.T, base string, handle func(w http.ResponseWriter, r *http.Request, n int)) *server {
	t.Helper()
	t.Parallel()
	s := &server{now: time.Unix(1_700_000_000, 0)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+base+"app/installations/5/access_tokens", func(w http.ResponseWriter, r *http.Request) {
		n := s.minted.Add(1)
		bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		_, err := jwt.Parse(bearer, func(*jwt.Token) (any, error) { return &key().PublicKey, nil },
			jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer("7"), jwt.WithExpirationRequired(), jwt.WithTimeFunc(func() time.Time { return s.now }))
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]any{"token": fmt.Sprint("tok-", n, strings.Repeat("x", 600)), "expires_at": s.now.Add(time.Hour)})
	})
	mux.HandleFunc(base, func(w http.ResponseWriter, r *http.Request) { handle(w, r, int(s.asked.Add(1))) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.app = &App{
		ID: 7, Key: key(), BaseURL: server.URL + base, Now: func() time.Time { return s.now },
		Sleep: func(_ context.Context, d time.Duration) error { s.now = s.now.Add(d); return nil },
	}
	return s
}

func (s *server) ask() error {
	_, err := s.app.MayWrite(context.Background(), shop, "mona")
	return err
}

func permission(w http.ResponseWriter) { fmt.Fprintln(w, `{"permission":"write"}`) }

func TestATokenIsKeptUntilAMinuteBeforeItExpires(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) { permission(w) })
	for _, at := range []time.Duration{0, 58 * time.Minute, 59*time.Minute + time.Second} {
		start := s.now
		s.now = s.now.Add(at)
		if err := s.ask(); err != nil {
			t.Fatal(err)
		}
		s.now = start
	}
	if got := s.minted.Load(); got != 2 {
		t.Errorf("%d tokens, want 2", got)
	}
}

func TestCallersAtTheSameTimeShareAToken(t *testing.T) {
	s := serve(t, "/api/v3/", func(w http.ResponseWriter, r *http.Request, _ int) { permission(w) })
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if err := s.ask(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := s.minted.Load(); got != 1 {
		t.Errorf("%d tokens, want 1", got)
	}
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, n int) {
		if strings.HasPrefix(r.Header.Get("Authorization"), "token tok-1") {
			http.Error(w, `{"message":"Bad credentials"}`, http.StatusUnauthorized)
			return
		}
		permission(w)
	})
	if err := s.ask(); err != nil {
		t.Fatal(err)
	}
	if got := s.minted.Load(); got != 2 {
		t.Errorf("%d tokens, want 2", got)
	}
}

func TestATokenThatIsAlwaysRefusedIsAnError(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) { http.Error(w, `{}`, http.StatusUnauthorized) })
	if err := s.ask(); !isStatus(err, http.StatusUnauthorized) {
		t.Errorf("error is %v, want 401", err)
	}
	if got := s.asked.Load(); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

func TestARemovedAppIsAPermanentError(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	app := &App{ID: 7, Key: key(), BaseURL: server.URL}
	_, err := app.MayWrite(context.Background(), shop, "mona")
	if !bot.IsPermanent(err) {
		t.Errorf("error is %v, want a permanent one", err)
	}
}

func TestLimitsAreObeyed(t *testing.T) {
	cases := map[string]struct {
		status int
		header map[string]string
		body   string
		wait   time.Duration
	}{
		"retry-after":                      {429, map[string]string{"Retry-After": "17"}, `{}`, 17 * time.Second},
		"secondary with retry-after":       {403, map[string]string{"Retry-After": "30", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, `{}`, 30 * time.Second},
		"the hour is spent":                {403, map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000900"}, `{}`, 15 * time.Minute},
		"secondary that says nothing more": {403, nil, `{"message":"You have exceeded a secondary rate limit."}`, time.Minute},
		"too many requests":                {429, nil, ``, time.Minute},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) {
				for k, v := range c.header {
					w.Header().Set(k, v)
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			})
			start := s.now
			err := s.ask()
			var limit *RateLimit
			var later bot.RetryAfter
			if !errors.As(err, &limit) || !errors.As(err, &later) {
				t.Fatalf("error is %v, want a rate limit", err)
			}
			if got := later.RetryAt().Sub(start); got != c.wait {
				t.Errorf("wait %s, want %s", got, c.wait)
			}
			_ = s.ask()
			if got := s.asked.Load(); got != 1 {
				t.Errorf("%d requests, want 1: the installation is to be left alone", got)
			}
			s.now = start.Add(c.wait)
			_ = s.ask()
			if got := s.asked.Load(); got != 2 {
				t.Errorf("%d requests after the wait, want 2", got)
			}
		})
	}
}

func TestALimitWithoutATimeIsWaitedForLongerEachTime(t *testing.T) {
	t.Parallel()
	var l limits
	now := time.Unix(0, 0)
	var waits []time.Duration
	for range 7 {
		e := l.stop(5, time.Time{}, now)
		waits = append(waits, e.Until.Sub(now))
		now = e.Until
	}
	want := []time.Duration{1, 2, 4, 8, 16, 16, 16}
	for n := range want {
		want[n] *= time.Minute
	}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestAForbiddenAnswerIsNoLimit(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) {
		http.Error(w, `{"message":"Resource not accessible by integration"}`, http.StatusForbidden)
	})
	if err := s.ask(); !errors.Is(err, ErrForbidden) || !bot.IsPermanent(err) {
		t.Errorf("error is %v, want forbidden for good", err)
	}
}

func TestReadsAreRepeatedAndWritesAreNot(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, n int) { w.WriteHeader(http.StatusBadGateway) })
	_ = s.ask()
	if got := s.asked.Swap(0); got != 3 {
		t.Errorf("a read was tried %d times, want 3", got)
	}
	in, err := s.app.installation(5)
	if err != nil {
		t.Fatal(err)
	}
	w := writer{installation: in, repo: shop}
	if err := w.comment(context.Background(), 1, "x"); err == nil {
		t.Error("no error")
	}
	if got := s.asked.Load(); got != 1 {
		t.Errorf("a comment was tried %d times, want once", got)
	}
}

func TestWritesArePacedAndNeverWaitLong(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{}`)
	})
	in, _ := s.app.installation(5)
	w := writer{installation: in, repo: shop}
	start, made := s.now, 0
	for s.now.Sub(start) < time.Minute {
		var limit *RateLimit
		switch err := w.comment(context.Background(), 1, "x"); {
		case errors.As(err, &limit):
			s.now = limit.Until
		case err != nil:
			t.Fatal(err)
		default:
			made++
		}
	}
	if made > 80 || made < 60 {
		t.Errorf("%d comments in a minute, want close to 80 and no more", made)
	}
	for s.now.Sub(start) < time.Hour {
		var limit *RateLimit
		if err := w.comment(context.Background(), 1, "x"); errors.As(err, &limit) {
			s.now = limit.Until
		} else {
			made++
		}
	}
	if made > 505 {
		t.Errorf("%d comments in an hour, want 500", made)
	}
}

func TestRequestsAreCountedByEventAndAPI(t *testing.T) {
	s := serve(t, "/", func(w http.ResponseWriter, r *http.Request, _ int) { permission(w) })
	counts := map[string]int{}
	s.app.Observe = func(event, api string) { counts[event+" "+api]++ }
	if _, err := s.app.MayWrite(WithEvent(context.Background(), "push"), shop, "mona"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"push auth": 1, "push rest": 1}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestATokenDoesNotShowItself(t *testing.T) {
	t.Parallel()
	secret := token("ghs_" + strings.Repeat("a", 36))
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "token", secret)
	fmt.Fprintf(&out, "%v %s", secret, secret)
	if strings.Contains(out.String(), string(secret)) {
		t.Errorf("the token is in %q", out.String())
	}
}

func TestGraphQLLiesBesideREST(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"":                                  "https://api.github.com/graphql",
		"https://ghe.example.com/api/v3/":   "https://ghe.example.com/api/graphql",
		"https://ghe.example.com/api/v3":    "https://ghe.example.com/api/graphql",
		"http://127.0.0.1:8080":             "http://127.0.0.1:8080/graphql",
		"https://proxy.example.com/github/": "https://proxy.example.com/github/graphql",
	} {
		base, err := (&App{BaseURL: base}).base()
		if err != nil {
			t.Fatal(err)
		}
		if got := graphQLURL(base); got != want {
			t.Errorf("of %s it is %s, want %s", base, got, want)
		}
	}
	if _, err := (&App{BaseURL: "nowhere"}).base(); err == nil {
		t.Error("a base that is no URL is taken")
	}
}
