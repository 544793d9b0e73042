package bot_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/bot/registry"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
	"github.com/nodedock/nodedock/fixes/image"
)

const tag = "node:22-alpine"

func TestATagThatMovedIsFollowedWhenItHasSettled(t *testing.T) {
	w := newDigestWorld(t)
	old := w.images.Digest(tag)
	w.service(tag + "@" + string(old))
	w.after(0)
	second := w.rebuild(tag, "22.21.0", "second")
	for _, wait := range []time.Duration{interval, interval, interval, interval - time.Second} {
		if n := w.after(wait); n != 0 {
			t.Errorf("%d commands before the digest was old enough", n)
		}
		w.reconcile("")
		w.wantsNone()
	}
	if n := w.after(time.Second); n != 1 {
		t.Fatalf("%d commands when the digest was old enough, want 1", n)
	}
	pull := w.wants(publish.Open, tag+"@"+string(second))
	for _, part := range []string{
		"| `node` | `22-alpine` | `" + old.Short() + "` → `" + second.Short() + "` | 2026-01-15 | 22.20.0 → 22.21.0 | linux/amd64, linux/arm64 |", "2 of 3 changed",
	} {
		if !strings.Contains(pull.Body, part) {
			t.Errorf("the body does not say %q:\n%s", part, publish.Strip(pull.Body))
		}
	}
	if s := w.state(); len(s.Pulls) != 0 {
		t.Error("there is a pull request for fixes too")
	}
	if n := w.after(interval); n != 0 {
		t.Errorf("%d commands although nothing moved", n)
	}

	third := w.rebuild(tag, "22.21.1", "third")
	w.after(interval)
	w.reconcile("")
	w.wants(publish.Open, tag+"@"+string(second))
	w.after(3 * interval)
	if now := w.wants(publish.Open, tag+"@"+string(third)); now.Number != pull.Number {
		t.Errorf("pull request #%d, want #%d again", now.Number, pull.Number)
	}

	w.images.Move(tag, "node@"+string(old))
	w.after(interval)
	w.wants(publish.Closed, "")
}

func TestATagIsFollowedWhoseImagesNameNoPlatform(t *testing.T) {
	for name, spec := range map[string]registrytest.ImageSpec{"an index": {Nameless: true}, "an image": {Nameless: true, Single: true}} {
		t.Run(name, func(t *testing.T) {
			w := newDigestWorld(t)
			push := func(layer string) string {
				spec.Layers = []string{layer}
				return string(w.images.Push(tag, spec))
			}
			w.service(tag + "@" + push("first"))
			w.after(0)
			second := push("second")
			w.after(interval)
			w.after(3 * interval)
			w.wants(publish.Open, tag+"@"+second)
		})
	}
}

// What one replica saw counts for the plan that another one makes, whatever that
// one remembers of the registry's answers.
func TestATagThatAnotherReplicaSawMoveIsFollowed(t *testing.T) {
	w := newDigestWorld(t)
	w.bot.DigestMinAge = -1
	other := &registry.Resolver{Mirrors: w.resolver.Mirrors, Now: w.now}
	w.watch.Ask, w.watch.Interval = other.Refresh, time.Minute
	w.reconcile(w.push(map[string]string{"Dockerfile": dockerfileOf(tag), "api/Dockerfile": dockerfileOf(tag + "@" + string(w.images.Digest(tag)))}))
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	second := w.rebuild(tag, "22.21.0", "second")
	w.after(time.Minute)
	w.wants(publish.Open, tag+"@"+string(second))
}

func TestABumpComesByItselfWhenTheRegistryTellsMore(t *testing.T) {
	w := newDigestWorld(t)
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	second := w.rebuild(tag, "22.21.0", "second")
	w.after(interval)
	w.images.SetFault(registrytest.Only(http.MethodGet, registrytest.Manifest, registrytest.Status(http.StatusServiceUnavailable, "UNAVAILABLE", "")))
	if n := w.after(3 * interval); n != 1 {
		t.Fatalf("%d commands when the digest was old enough, want 1", n)
	}
	w.wantsNone()
	w.images.SetFault(nil)
	if n := w.after(interval / 4); n != 1 {
		t.Fatalf("%d commands a quarter of an interval later, want 1", n)
	}
	w.wants(publish.Open, tag+"@"+string(second))
	if n := w.after(interval); n != 0 {
		t.Errorf("%d commands although nothing is waited for any more", n)
	}
}

func TestAMajorUpgradeIsInTheTitle(t *testing.T) {
	w := newDigestWorld(t)
	w.service("node:lts@" + string(w.images.Digest("node:22")))
	w.after(0)
	w.after(3 * interval)
	pull := w.wants(publish.Open, "node:lts@"+string(w.images.Digest("node:24")))
	if !strings.Contains(pull.Title, "major upgrade") || !strings.Contains(pull.Body, "22.20.0 → 24.11.1 (**major upgrade**)") {
		t.Errorf("title %q, body:\n%s", pull.Title, pull.Body)
	}
}

func TestAPlatformsManifestStaysThatPlatforms(t *testing.T) {
	w := newDigestWorld(t)
	arm := func() string { return tag + "@" + string(w.manifest(tag, "linux/arm64")) }
	w.service(arm())
	w.after(0)
	w.after(3 * interval)
	w.wantsNone()
	w.rebuild(tag, "22.21.0", "second")
	w.after(interval)
	w.after(3 * interval)
	w.wants(publish.Open, arm())
}

// manifest returns the digest of a platform's image behind a tag.
func (w *digestWorld) manifest(name, platform string) image.Digest {
	w.Helper()
	ref, err := image.Parse(name)
	w.check(err)
	if _, err = w.resolver.Refresh(context.Background(), ref); err == nil {
		var info image.Info
		info, err = w.resolver.Config(context.Background(), ref)
		if d := info.Manifests[platform]; d != "" {
			return d
		}
	}
	w.Fatalf("%s has no %s: %v", name, platform, err)
	return ""
}

func TestAPinComesByItselfWhenTheRegistryIsBack(t *testing.T) {
	w := newDigestWorld(t)
	w.images.SetFault(registrytest.Status(http.StatusServiceUnavailable, "UNAVAILABLE", ""))
	w.reconcile(w.push(map[string]string{"Dockerfile": "FROM " + tag + "\nCMD node server.js\n"}))
	if got := w.file("Dockerfile"); got != dockerfileOf(tag) {
		t.Errorf("the first pull request has\n%s", got)
	}
	asked := 0
	w.watch.Ask = func(ctx context.Context, ref image.Ref) (image.Info, error) {
		asked++
		return w.resolver.Refresh(ctx, ref)
	}
	for n, wait := range []time.Duration{15 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute} {
		if commands := w.after(wait); commands != 0 || asked != n+1 {
			t.Errorf("%d commands and %d questions while the registry is down, want %d", commands, asked, n+1)
		}
	}
	w.images.SetFault(nil)
	if n := w.after(time.Minute); n != 0 || asked != 5 {
		t.Errorf("%d commands and %d questions before the registry was to be asked again", n, asked)
	}
	if n := w.after(3 * time.Minute); n != 1 {
		t.Fatalf("%d commands when the registry is back, want 1", n)
	}
	pull := w.pull()
	if got, want := w.file("Dockerfile"), dockerfileOf(tag+"@"+string(w.images.Digest(tag))); got != want || pull.State != publish.Open {
		t.Errorf("the branch has\n%swant\n%s", got, want)
	}
	if n := w.after(interval); n != 0 {
		t.Errorf("%d commands although nothing is waited for any more", n)
	}
}

func TestARegistryThatIsDownLeavesABumpAsItIs(t *testing.T) {
	w := newDigestWorld(t)
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	second := w.rebuild(tag, "22.21.0", "second")
	w.after(interval)
	w.after(3 * interval)
	w.wants(publish.Open, tag+"@"+string(second))
	w.images.SetFault(registrytest.Status(http.StatusServiceUnavailable, "UNAVAILABLE", ""))
	w.after(2 * interval)
	w.reconcile(w.push(map[string]string{"README.md": "x"}))
	w.wants(publish.Open, tag+"@"+string(second))
	if w.sim.Writes() != 0 {
		t.Errorf("it wrote:\n%s", w.log())
	}
}

func TestAnImageThatIsGoneIsReplacedAtOnce(t *testing.T) {
	w := newDigestWorld(t)
	old := w.images.Digest(tag)
	w.service(tag + "@" + string(old))
	w.after(0)
	second := w.rebuild(tag, "22.21.0", "second")
	w.images.Delete("node@" + string(old))
	if n := w.after(interval); n != 1 {
		t.Fatalf("%d commands, want 1", n)
	}
	pull := w.wants(publish.Open, tag+"@"+string(second))
	if !strings.Contains(pull.Body, "is gone from its registry") {
		t.Errorf("the body does not say why:\n%s", pull.Body)
	}
	if n := w.after(interval); n != 0 {
		t.Errorf("%d commands for what is known already", n)
	}
}

func TestBumpsStandDownWhereAnotherBotMakesThem(t *testing.T) {
	for name, config := range map[string]map[string]string{
		"Renovate":   {"renovate.json": `{"extends": ["config:best-practices"]}`},
		"Dependabot": {".github/dependabot.yml": "version: 2\nupdates:\n- package-ecosystem: docker\n  directory: /\n"},
		"the policy": {".github/nodedock.yml": "digests: {enabled: false}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newDigestWorld(t)
			w.push(config)
			w.service(tag + "@" + string(w.images.Digest(tag)))
			w.after(0)
			w.rebuild(tag, "22.21.0", "second")
			w.after(interval)
			w.after(3 * interval)
			w.reconcile("")
			w.wantsNone()
		})
	}
}

func TestFixesAndBumpsTravelApartUnlessThePolicyJoinsThem(t *testing.T) {
	w := newDigestWorld(t)
	old := string(w.images.Digest(tag))
	w.reconcile(w.push(map[string]string{"Dockerfile": "FROM " + tag + "@" + old + "\nCMD node server.js\n"}))
	w.after(0)
	second := string(w.rebuild(tag, "22.21.0", "second"))
	w.after(interval)
	w.after(3 * interval)
	if got := w.file("Dockerfile"); got != dockerfileOf(tag+"@"+old) {
		t.Errorf("the branch for fixes has\n%s", got)
	}
	if _, got := w.bump(); got != "FROM "+tag+"@"+second+"\nCMD node server.js\n" {
		t.Errorf("the branch for digests has\n%s", got)
	}
	w.reconcile(w.push(map[string]string{".github/nodedock.yml": "pull_requests: single\n"}))
	if got := w.file("Dockerfile"); got != dockerfileOf(tag+"@"+second) {
		t.Errorf("the joint branch has\n%s", got)
	}
	w.wants(publish.Closed, "")
}

func TestAScheduleTakesNewDigestsUpOnceAPeriod(t *testing.T) {
	w := newDigestWorld(t) // a Wednesday
	w.push(map[string]string{".github/nodedock.yml": "digests: {schedule: weekly, min_age: 1h}\n"})
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	second := w.rebuild(tag, "22.21.0", "second")
	for day := range 4 {
		w.after(interval)
		if s, _ := w.bump(); len(s.Pulls) != 0 {
			t.Fatalf("a pull request on day %d of the week", day+4)
		}
	}
	w.after(interval)
	w.wants(publish.Open, tag+"@"+string(second))
}

func TestOneLookUpATagForAllRepositories(t *testing.T) {
	w := newDigestWorld(t)
	tags := []string{"node:22", "node:22-alpine", "node:22-slim", "node:24", "node:24-alpine"}
	for n := range 1000 {
		repo := bot.Repository{Installation: w.repo.Installation, ID: int64(100 + n), Owner: "acme", Name: fmt.Sprintf("service-%d", n)}
		w.check(w.store.See(t.Context(), w.store.DB, repo, time.Hour))
		name := tags[n%len(tags)]
		w.check(w.store.KeepPins(t.Context(), bot.Pins{
			Repository: repo, Planned: w.now(), MinAge: 72 * time.Hour,
			Pinned: []bot.Pin{{Tag: "docker.io/library/" + name, Digest: w.images.Digest(name)}},
		}))
	}
	for round := range 3 {
		w.images.ResetCounts()
		w.sim.ResetRequests()
		for range 24 { // it is asked often, and looks once
			if n := w.after(time.Hour); n != 0 {
				t.Fatalf("%d commands although nothing moved", n)
			}
		}
		if n := w.images.Lookups(); n != 5 {
			t.Errorf("interval %d: %d look-ups, want 5", round+1, n)
		}
		if n := len(w.sim.Requests()); n != 0 {
			t.Errorf("interval %d: %d requests to GitHub, want none", round+1, n)
		}
	}
	w.rebuild("node:24", "24.12.0", "second")
	w.after(interval)
	w.scheduled = nil
	w.advance(3 * interval)
	w.check(w.watch.Run(t.Context()))
	if n := len(w.scheduled); n != 200 {
		t.Errorf("%d repositories are planned again, want the 200 that use the image", n)
	}
}

func TestNoRunComesTooEarlyForATag(t *testing.T) {
	w := newDigestWorld(t)
	w.watch.Interval, w.watch.Tick = time.Minute, time.Minute
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	for _, late := range []time.Duration{-50 * time.Millisecond, 0, 40 * time.Millisecond} {
		w.images.ResetCounts()
		w.after(time.Minute + late)
		if n := w.images.Lookups(); n != 1 {
			t.Errorf("%d look-ups by the next run, want 1", n)
		}
	}
}

func TestAClosedBumpComesBackOnlyWithANewerDigest(t *testing.T) {
	w := newDigestWorld(t)
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	w.rebuild(tag, "22.21.0", "second")
	w.after(interval)
	w.after(3 * interval)
	s, _ := w.bump()
	w.check(w.sim.ClosePull(shop, s.Pulls[0].Number, "mona"))
	w.reconcile(w.push(map[string]string{"README.md": "x"}))
	w.wants(publish.Closed, "")
	third := w.rebuild(tag, "22.21.1", "third")
	w.after(interval)
	w.after(3 * interval)
	s, got := w.bump()
	if len(s.Pulls) != 2 || s.Pulls[0].State != publish.Open || got != dockerfileOf(tag+"@"+string(third)) {
		t.Errorf("pull requests %+v, the branch has\n%s", s.Pulls, got)
	}
}

func TestALookThatWasCutShortIsDoneAgain(t *testing.T) {
	w := newDigestWorld(t)
	w.service(tag + "@" + string(w.images.Digest(tag)))
	w.after(0)
	w.rebuild(tag, "22.21.0", "second")
	w.after(interval)
	w.advance(3 * interval)
	w.watch.Scheduler = broken{}
	if err := w.watch.Run(t.Context()); err == nil {
		t.Fatal("a repository was not scheduled, and nobody is told")
	}
	w.watch.Scheduler = w
	if n := w.after(time.Minute); n != 1 {
		t.Errorf("%d commands, want the one that was lost", n)
	}
}

// broken is a scheduler whose database is away.
type broken struct{}

func (broken) Schedule(context.Context, ...bot.Command) error {
	return errors.New("the database is away")
}
