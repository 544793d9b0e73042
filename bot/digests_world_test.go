package bot_test

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/bot/registry"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/bot/store"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/report"
	realrules "github.com/nodedock/nodedock/fixes/rules"
)

// digestWorld is a world with a registry, a database and a clock: the real
// rules about digests, and one more.
type digestWorld struct {
	*world
	images   *registrytest.Registry
	resolver *registry.Resolver
	store    *store.Store
	watch    *bot.TagWatch
	rules    []*fixes.Rule

	mu        sync.Mutex
	clock     time.Time
	scheduled []bot.Command
}

const interval = 24 * time.Hour

func newDigestWorld(t *testing.T) *digestWorld {
	t.Helper()
	w := &digestWorld{world: newWorld(t, nil), images: registrytest.NewNode("22.20.0", "24.11.1"), clock: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)}
	w.repo.ID = 1
	served := httptest.NewServer(w.images)
	t.Cleanup(served.Close)
	mirrors, err := registry.ParseMirrors(registrytest.Mirrors(served.URL, "docker.io"))
	w.check(err)
	w.resolver = &registry.Resolver{Mirrors: mirrors, Now: w.now, Sleep: func(context.Context, time.Duration) error { return nil }}
	w.store, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "nodedock.db"))
	w.check(err)
	t.Cleanup(func() { _ = w.store.Close() })
	w.store.Now = w.now
	w.check(w.store.See(t.Context(), w.store.DB, w.repo, time.Hour))
	for _, r := range realrules.All() {
		if slices.Contains([]string{"unpinned-base-image", "stale-base-digest", "shell-form-command"}, r.ID) {
			w.rules = append(w.rules, r)
		}
	}
	w.bot.Engine, w.bot.Rules, w.bot.Now = w, w.rules, w.now
	w.bot.Pins, w.bot.Images, w.bot.DigestInterval = w.store, w, interval
	w.watch = &bot.TagWatch{Tags: w.store, Ask: w.resolver.Refresh, Scheduler: w, Interval: interval, Now: w.now, Log: slog.New(slog.DiscardHandler)}
	return w
}

func (w *digestWorld) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *digestWorld) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

// Plan implements bot.Planner.
func (w *digestWorld) Plan(ctx context.Context, snap fixes.Snapshot, policy fixes.Policy) (*fixes.Plan, error) {
	return (&fixes.Engine{Rules: w.rules, Resolver: w.resolver.Plan(), History: w.store, Now: w.now}).Plan(ctx, snap, policy)
}

// DescribeImage implements bot.ImageDescriber.
func (w *digestWorld) DescribeImage(ctx context.Context, ref image.Ref) (report.ImageFacts, error) {
	d, err := w.resolver.Describe(ctx, ref)
	return report.ImageFacts{Created: d.Created, NodeVersion: d.NodeVersion, Platforms: d.Platforms, Size: d.Size, Layers: d.Layers}, err
}

// Schedule implements bot.Scheduler.
func (w *digestWorld) Schedule(_ context.Context, commands ...bot.Command) error {
	w.scheduled = append(w.scheduled, commands...)
	return nil
}

// after lets time pass, looks at the tags, and carries out what that asks for.
func (w *digestWorld) after(d time.Duration) (commands int) {
	w.Helper()
	w.advance(d)
	w.scheduled = nil
	w.check(w.watch.Run(context.Background()))
	for _, cmd := range w.scheduled {
		w.handle(cmd)
	}
	return len(w.scheduled)
}

// service pushes a Dockerfile that names the base image, and handles the push.
func (w *digestWorld) service(base string) {
	w.Helper()
	w.reconcile(w.push(map[string]string{"Dockerfile": dockerfileOf(base)}))
}

func dockerfileOf(base string) string { return "FROM " + base + "\nCMD [\"node\", \"server.js\"]\n" }

// rebuild moves a tag to a new image.
func (w *digestWorld) rebuild(tag, version, name string) image.Digest {
	return w.images.Push(tag, registrytest.NodeImage(version, name))
}

// bump returns the state of the branch for digests, and its Dockerfile.
func (w *digestWorld) bump() (publish.State, string) {
	w.Helper()
	snap, err := w.app.Snapshot(context.Background(), w.repo, "")
	w.check(err)
	if snap.Digests.Branch == nil {
		return snap.Digests, ""
	}
	files, err := w.app.Files(context.Background(), w.repo, snap.Digests.Branch.Head)
	w.check(err)
	data, err := fs.ReadFile(files, "Dockerfile")
	w.check(err)
	return snap.Digests, string(data)
}

// wants checks the only pull request for digests.
func (w *digestWorld) wants(state publish.PullState, base string) publish.Pull {
	w.Helper()
	s, got := w.bump()
	if len(s.Pulls) != 1 || s.Pulls[0].State != state {
		w.Fatalf("pull requests %+v, want one that is %s; the last run: %q", s.Pulls, state, w.why())
	}
	if state == publish.Open && got != dockerfileOf(base) {
		w.Errorf("the branch has\n%swant\n%s", got, dockerfileOf(base))
	}
	return s.Pulls[0]
}

func (w *digestWorld) wantsNone() {
	w.Helper()
	if s, _ := w.bump(); len(s.Pulls) != 0 || s.Branch != nil {
		w.Fatalf("there is a pull request for digests: %+v", s.Pulls)
	}
}
