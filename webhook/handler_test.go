package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/webhook"
)

// memory is an inbox that remembers.
type memory struct {
	mu       sync.Mutex
	accepted map[string][]bot.Command
	err      error
}

func (m *memory) Accept(_ context.Context, d bot.Delivery, commands []bot.Command) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return false, m.err
	}
	if _, known := m.accepted[d.GUID]; known {
		return true, nil
	}
	if m.accepted == nil {
		m.accepted = map[string][]bot.Command{}
	}
	m.accepted[d.GUID] = commands
	return false, nil
}

const secret = "of no value"

func sign(body, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// request returns a well-formed delivery.
func request(event, guid, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-GitHub-Event", event)
	r.Header.Set("X-GitHub-Delivery", guid)
	r.Header.Set("X-Hub-Signature-256", sign(body, secret))
	return r
}

func handler(inbox webhook.Inbox) *webhook.Handler {
	return &webhook.Handler{
		Secrets: [][]byte{[]byte("the old one"), []byte(secret)},
		Inbox:   inbox, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now,
	}
}

func answer(h http.Handler, r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestHandler(t *testing.T) {
	t.Parallel()
	relevant := push(touching("Dockerfile"), "")
	form := url.Values{"payload": {relevant}}.Encode()
	with := func(r *http.Request, name, value string) *http.Request {
		r.Header.Set(name, value)
		return r
	}
	large := `{"x":"` + strings.Repeat("a", webhook.MaxBody) + `"}`
	for _, c := range []struct {
		name    string
		request *http.Request
		want    int
		stored  int
	}{
		{"a push is stored", request("push", "g", relevant), 202, 1},
		{"the older secret is good too", with(request("push", "g", relevant), "X-Hub-Signature-256", sign(relevant, "the old one")), 202, 1},
		{"a form is read", with(request("push", "g", form), "Content-Type", "application/x-www-form-urlencoded"), 202, 1},
		{"an irrelevant push is not stored", request("push", "g", push(touching("a.txt"), "")), 202, 0},
		{"an unknown event is not stored", request("star", "g", `{}`), 202, 0},
		{"a ping is answered", request("ping", "g", `{"zen":"x"}`), 200, 0},
		{"a wrong signature is refused", with(request("push", "g", relevant), "X-Hub-Signature-256", sign(relevant, "guess")), 401, 0},
		{"a missing signature is refused", with(request("push", "g", relevant), "X-Hub-Signature-256", ""), 401, 0},
		{"a weaker signature is refused", with(request("push", "g", relevant), "X-Hub-Signature-256", "sha1=00"), 401, 0},
		{"a signature that is not hexadecimal is refused", with(request("push", "g", relevant), "X-Hub-Signature-256", "sha256=zz"), 401, 0},
		{"the signature of another body is refused", with(request("push", "g", relevant+" "), "X-Hub-Signature-256", sign(relevant, secret)), 401, 0},
		{"a missing event is malformed", with(request("push", "g", relevant), "X-GitHub-Event", ""), 400, 0},
		{"a missing GUID is malformed", with(request("push", "g", relevant), "X-GitHub-Delivery", ""), 400, 0},
		{"a list is malformed", request("push", "g", `[]`), 400, 0},
		{"half an object is malformed", request("push", "g", `{"ref":`), 400, 0},
		{"an empty body is malformed", request("push", "g", ``), 400, 0},
		{"an object with a tail is malformed", request("star", "g", `{} {}`), 400, 0},
		{"a payload of the wrong shape is malformed", request("push", "g", `{"ref":7}`), 400, 0},
		{"a body beyond the limit is too large", request("push", "g", large), 413, 0},
		{"a GET is not a delivery", httptest.NewRequest(http.MethodGet, "/webhook", nil), 405, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inbox := new(memory)
			if got := answer(handler(inbox), c.request); got != c.want {
				t.Errorf("status %d, want %d", got, c.want)
			}
			if len(inbox.accepted) != c.stored {
				t.Errorf("%d deliveries stored, want %d", len(inbox.accepted), c.stored)
			}
		})
	}
}

func TestHandlerNamesTheDelivery(t *testing.T) {
	t.Parallel()
	inbox := new(memory)
	h := handler(inbox)
	var observed []string
	h.Observe = func(event, outcome string) { observed = append(observed, event+" "+outcome) }
	for range 2 {
		answer(h, request("push", "g", push(touching("Dockerfile"), "")))
	}
	want := pushed()
	want[0].Delivery, want[0].Event = "g", "push"
	if diff := cmp.Diff(map[string][]bot.Command{"g": want}, inbox.accepted); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"push stored", "push duplicate"}, observed); diff != "" {
		t.Errorf("observed (-want +got):\n%s", diff)
	}
}

func TestHandlerReportsALostDelivery(t *testing.T) {
	t.Parallel()
	h := handler(&memory{err: errors.New("disk full at /var/lib/x")})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request("push", "g", push(touching("Dockerfile"), "")))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "/var") {
		t.Errorf("answer %d %q", w.Code, w.Body)
	}
}

func TestHandlerWithoutASecretAcceptsNothing(t *testing.T) {
	t.Parallel()
	h := handler(new(memory))
	h.Secrets = [][]byte{nil, {}}
	r := request("push", "g", `{}`)
	r.Header.Set("X-Hub-Signature-256", sign(`{}`, ""))
	if got := answer(h, r); got != http.StatusUnauthorized {
		t.Errorf("status %d", got)
	}
}

func TestHandlerUnderManyDeliveries(t *testing.T) {
	t.Parallel()
	inbox := new(memory)
	h := handler(inbox)
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() {
			guid := string(rune('a' + i%500))
			if got := answer(h, request("push", guid, push(touching("Dockerfile"), ""))); got != http.StatusAccepted {
				t.Errorf("status %d", got)
			}
		})
	}
	all.Wait()
	if len(inbox.accepted) != 500 {
		t.Errorf("%d deliveries stored, want 500", len(inbox.accepted))
	}
}
