// Package gh is nodedock's GitHub adapter: App authentication, repository
// snapshots, commits, pull requests, reviews and check runs, over go-github.
//
// It reads a repository in two requests, writes with the Git Data API so that
// commits are signed by GitHub and refs move by fast-forward only, and obeys
// GitHub's limits per installation. It decides nothing: what is written comes
// as publish.Op.
package gh

import (
	"context"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// An App is a GitHub App's access to GitHub. It implements bot.GitHub. ID and
// Key are required; set fields before the first use.
type App struct {
	ID  int64
	Key *rsa.PrivateKey
	// BaseURL is the REST base; "": https://api.github.com/.
	BaseURL string
	// Transport makes the requests; nil: http.DefaultTransport.
	Transport http.RoundTripper
	// Blobs keeps file contents; nil: 64 MiB in memory.
	Blobs BlobCache
	// Observe, if not nil, is called for every request that is sent, with the
	// event of WithEvent and the api "rest", "graphql" or "auth".
	Observe func(event, api string)
	// Replicas, if not nil, returns how many processes share GitHub's limits.
	Replicas func() int
	// Now and Sleep are the clock; nil: the real one.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error

	mu            sync.Mutex
	installations map[int64]*installation
}

var _ bot.GitHub = (*App)(nil)

// installation is the App's access to the repositories of one installation.
type installation struct {
	app    *App
	id     int64
	tokens tokenSource
	limits limits
	client *github.Client
}

// installation returns the access to an installation, always the same.
func (a *App) installation(id int64) (*installation, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if in := a.installations[id]; in != nil {
		return in, nil
	}
	in := &installation{app: a, id: id}
	in.tokens = tokenSource{app: a, installation: id}
	client, err := a.newClient(&transport{installation: in})
	if err != nil {
		return nil, err
	}
	in.client = client
	if a.installations == nil {
		a.installations = map[int64]*installation{}
	}
	a.installations[id] = in
	return in, nil
}

// newClient returns a go-github client for the App's base URL.
func (a *App) newClient(rt http.RoundTripper) (*github.Client, error) {
	base, err := a.base()
	if err != nil {
		return nil, err
	}
	client := github.NewClient(&http.Client{Transport: rt, Timeout: requestTimeout})
	client.BaseURL, client.UploadURL = base, base
	client.UserAgent = "nodedock"
	return client, nil
}

// requestTimeout bounds one request with its retries.
const requestTimeout = 2 * time.Minute

// base returns the REST base with a final slash.
func (a *App) base() (*url.URL, error) {
	text := a.BaseURL
	if text == "" {
		text = "https://api.github.com/"
	}
	if !strings.HasSuffix(text, "/") {
		text += "/"
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("the GitHub API's URL %q is not an absolute URL", a.BaseURL)
	}
	return u, nil
}

// graphQLURL derives the GraphQL endpoint from the REST base: on GitHub
// Enterprise Server it lies beside /api/v3/, elsewhere below the base.
func graphQLURL(base *url.URL) string {
	u := *base
	if prefix, ok := strings.CutSuffix(u.Path, "/api/v3/"); ok {
		u.Path = prefix + "/api/graphql"
	} else {
		u.Path += "graphql"
	}
	return u.String()
}

func (a *App) now() time.Time {
	if a.Now != nil {
		return a.Now()
	}
	return time.Now()
}

func (a *App) sleep(ctx context.Context, d time.Duration) error {
	if a.Sleep != nil {
		return a.Sleep(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (a *App) roundTripper() http.RoundTripper {
	if a.Transport != nil {
		return a.Transport
	}
	return http.DefaultTransport
}

// eventKey is the context key of WithEvent.
type eventKey struct{}

// WithEvent labels the requests made with the context in metrics.
func WithEvent(ctx context.Context, event string) context.Context {
	return context.WithValue(ctx, eventKey{}, event)
}

func (a *App) observe(ctx context.Context, api string) {
	if a.Observe == nil {
		return
	}
	event, _ := ctx.Value(eventKey{}).(string)
	if event == "" {
		event = "timer"
	}
	a.Observe(event, api)
}
