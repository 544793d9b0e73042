package gh

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/sync/singleflight"

	"github.com/nodedock/nodedock/bot"
)

// token is an installation token. It does not show itself in logs.
type token string

// LogValue implements slog.LogValuer.
func (token) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// String implements fmt.Stringer.
func (token) String() string { return "[redacted]" }

// tokenSource mints installation tokens and keeps one until a minute before it
// expires.
type tokenSource struct {
	app          *App
	installation int64

	flight singleflight.Group
	mu     sync.Mutex
	kept   token
	until  time.Time
}

// get returns a token that is good for at least a minute. Callers at the same
// time share one request.
func (s *tokenSource) get(ctx context.Context) (token, error) {
	if t, ok := s.current(); ok {
		return t, nil
	}
	result := s.flight.DoChan("mint", func() (any, error) {
		if t, ok := s.current(); ok {
			return t, nil
		}
		mintCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		return s.mint(mintCtx)
	})
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-result:
		if r.Err != nil {
			return "", r.Err
		}
		return r.Val.(token), nil
	}
}

func (s *tokenSource) current() (token, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept, s.kept != "" && s.app.now().Before(s.until.Add(-time.Minute))
}

// drop forgets a token that GitHub refused.
func (s *tokenSource) drop(refused token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == refused {
		s.kept = ""
	}
}

// permissions are what a token is asked to carry: what the use cases need and
// no more, whatever the App may do beside.
var permissions = map[string]string{"contents": "write", "pull_requests": "write", "issues": "write", "checks": "write", "metadata": "read"}

// mint asks for a token. An installation whose owner has not granted all
// permissions yet gets one with those it has.
func (s *tokenSource) mint(ctx context.Context) (token, error) {
	t, err := s.ask(ctx, map[string]any{"permissions": permissions})
	if isStatus(err, http.StatusUnprocessableEntity) {
		t, err = s.ask(ctx, map[string]any{})
	}
	var status *StatusError
	switch {
	case err == nil:
		return t, nil
	case !errors.As(err, &status):
		return "", fmt.Errorf("get a token of installation %d: %w", s.installation, err)
	}
	// The status is not that of what the token is for: callers must not see it.
	err = fmt.Errorf("get a token of installation %d: %v", s.installation, err)
	if status.Status == http.StatusNotFound || status.Status == http.StatusForbidden {
		err = bot.Permanent(err)
	}
	return "", err
}

func (s *tokenSource) ask(ctx context.Context, body any) (token, error) {
	data, err := s.app.asApp(ctx, http.MethodPost, fmt.Sprintf("app/installations/%d/access_tokens", s.installation), body)
	if err != nil {
		return "", err
	}
	var answer struct {
		Token     token     `json:"token"`
		ExpiresAt time.Time `json:"expires_at"`
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.Token == "" {
		return "", fmt.Errorf("the answer holds no token")
	}
	if answer.ExpiresAt.IsZero() {
		answer.ExpiresAt = s.app.now().Add(time.Hour) // as long as GitHub's are good
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept, s.until = answer.Token, answer.ExpiresAt
	return answer.Token, nil
}

// asApp makes a request as the App itself and returns the answer's body.
func (a *App) asApp(ctx context.Context, method, path string, body any) ([]byte, error) {
	base, err := a.base()
	if err != nil {
		return nil, err
	}
	signed, err := a.jwt()
	if err != nil {
		return nil, err
	}
	var payload []byte
	if body != nil {
		if payload, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, base.String()+path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+signed)
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("User-Agent", "nodedock")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for try := 0; ; try++ {
		data, retry, err := a.sendAsApp(req)
		if err == nil || !retry || try == maxRetries {
			return data, err
		}
		if err := a.sleep(ctx, backOff(try)); err != nil {
			return nil, err
		}
		if req.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
}

func (a *App) sendAsApp(req *http.Request) (data []byte, retry bool, err error) {
	a.observe(req.Context(), "auth")
	resp, err := a.roundTripper().RoundTrip(req)
	if err != nil {
		return nil, req.Context().Err() == nil, err
	}
	defer resp.Body.Close()
	data, err = io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	switch {
	case err != nil:
		return nil, true, err
	case resp.StatusCode >= 300:
		if until, limited := limitOf(resp, data, a.now()); limited {
			if until.IsZero() {
				until = a.now().Add(time.Minute)
			}
			return nil, false, &RateLimit{Until: until}
		}
		return nil, resp.StatusCode >= 500, &StatusError{Status: resp.StatusCode, Message: messageOf(data)}
	}
	return data, false, nil
}

// jwt returns the App's own token, good for nine minutes. It begins a minute
// ago, for clocks that differ.
func (a *App) jwt() (string, error) {
	now := a.now()
	claims := jwt.RegisteredClaims{
		Issuer:    strconv.FormatInt(a.ID, 10),
		IssuedAt:  jwt.NewNumericDate(now.Add(-time.Minute)),
		ExpiresAt: jwt.NewNumericDate(now.Add(9 * time.Minute)),
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(a.Key)
	if err != nil {
		return "", fmt.Errorf("sign the App's token: %w", err)
	}
	return signed, nil
}
