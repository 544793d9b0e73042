package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/nodedock/nodedock/fixes/image"
)

// TagKeeper remembers how tags move, for all repositories together.
type TagKeeper interface {
	// DueTags returns up to limit tags that are to be looked up now: those
	// that repositories within reach use, the longest due first.
	DueTags(ctx context.Context, limit int) ([]string, error)
	// SeeTag records that the tag points to the digest now, and returns its
	// sightings, the oldest first.
	SeeTag(ctx context.Context, tag string, digest image.Digest) ([]image.Sighting, error)
	// LoseDigest records that a pinned digest is gone, and returns when that
	// was seen first.
	LoseDigest(ctx context.Context, tag string, digest image.Digest) (time.Time, error)
	// TagUsers returns what the repositories within reach pin of the tag. A
	// use without a digest waits for the registry's answer.
	TagUsers(ctx context.Context, tag string) ([]TagUser, error)
	// WindTag says when the tag is due again.
	WindTag(ctx context.Context, tag string, due time.Time) error
}

// A TagUser is a repository that names a tag.
type TagUser struct {
	Repository     Repository
	Digest         image.Digest // "" while it waits for an answer
	Planned        time.Time
	MinAge, Period time.Duration
}

// A TagWatch compares tags with the digests that repositories pinned: once per
// tag and interval, however many repositories use it. Only a repository with
// something to do is scheduled.
type TagWatch struct {
	Tags TagKeeper
	// Ask asks a registry anew, whatever is remembered of its answers.
	Ask func(ctx context.Context, ref image.Ref) (image.Info, error)
	// Scheduler takes the repositories that have something to do.
	Scheduler Scheduler
	// Interval is how often each tag is looked up, and Tick how often Run is
	// called.
	Interval, Tick time.Duration
	Now            func() time.Time
	Log            *slog.Logger
}

// next is when a tag that was looked up now is due again. It is due before the
// run that shall look it up, so that no run comes a moment too early for it.
func (w *TagWatch) next() time.Time { return w.Now().Add(w.Interval - w.Tick/2) }

// How many tags one run looks up, and how many at once.
const (
	tagLimit    = 1000
	tagParallel = 8
)

// Run looks the tags up that are due. A registry that does not answer costs its
// tag this turn only.
func (w *TagWatch) Run(ctx context.Context) error {
	due, err := w.Tags.DueTags(ctx, tagLimit)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	concerned := map[int64]Repository{}
	next := map[string]time.Time{}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(tagParallel)
	for _, tag := range due {
		group.Go(func() error {
			repositories, at, err := w.look(inner, tag)
			mu.Lock()
			defer mu.Unlock()
			for _, r := range repositories {
				concerned[r.ID] = r
			}
			next[tag] = at
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return w.settle(ctx, concerned, next)
}

// settle schedules the repositories and winds the tags, in this order: what a
// crash interrupts is done again.
func (w *TagWatch) settle(ctx context.Context, concerned map[int64]Repository, next map[string]time.Time) error {
	var commands []Command
	key := w.Now().UTC().Format(time.RFC3339Nano)
	for _, r := range concerned {
		commands = append(commands, Command{Kind: Digests, Repository: r, Event: "timer", Key: key})
	}
	if len(commands) > 0 {
		if err := w.Scheduler.Schedule(ctx, commands...); err != nil {
			return fmt.Errorf("schedule %d repositories whose images moved: %w", len(commands), err)
		}
	}
	for tag, at := range next {
		if err := w.Tags.WindTag(ctx, tag, at); err != nil {
			return err
		}
	}
	return nil
}

// look looks one tag up. It returns the repositories that have something to do,
// and when the tag is due again.
func (w *TagWatch) look(ctx context.Context, tag string) (concerned []Repository, next time.Time, err error) {
	next = w.next()
	ref, err := image.Parse(tag)
	if err != nil {
		return nil, next, nil // no tag of this form is kept
	}
	info, err := w.Ask(ctx, ref)
	switch {
	case ctx.Err() != nil:
		return nil, next, ctx.Err()
	case errors.Is(err, image.ErrNotFound):
		info = image.Info{}
	case err != nil:
		w.Log.LogAttrs(ctx, slog.LevelInfo, "a tag could not be looked up", slog.String("tag", tag), slog.String("error", err.Error()))
		next, err = w.again(ctx, ref)
		return nil, next, err
	}
	var seen []image.Sighting
	if info.Digest != "" {
		if seen, err = w.Tags.SeeTag(ctx, tag, info.Digest); err != nil {
			return nil, next, err
		}
	}
	return w.concerned(ctx, ref, seen, next)
}

// again says when to ask a registry again that did not answer: after as long as
// the last of those who wait has waited already, within bounds.
func (w *TagWatch) again(ctx context.Context, ref image.Ref) (time.Time, error) {
	users, err := w.Tags.TagUsers(ctx, tagName(ref))
	wait := lastRetry
	for _, u := range users {
		if u.waits() {
			wait = min(wait, max(firstRetry, w.Now().Sub(u.Planned)))
		}
	}
	return w.Now().Add(min(wait, w.Interval)), err
}

// concerned returns the users of a tag that have something to do now, and when
// the tag is due again for their sake, next at the latest.
func (w *TagWatch) concerned(ctx context.Context, ref image.Ref, seen []image.Sighting, next time.Time) ([]Repository, time.Time, error) {
	users, err := w.Tags.TagUsers(ctx, tagName(ref))
	if err != nil {
		return nil, next, err
	}
	var list []Repository
	lost := &lostDigests{watch: w, ref: ref, since: map[image.Digest]time.Time{}}
	if len(seen) > 0 {
		lost.current = seen[len(seen)-1].Digest
	}
	now := w.Now()
	for _, u := range users {
		since, err := lost.of(ctx, u.Digest)
		if err != nil {
			return nil, next, err
		}
		if u.waits() || u.moves(seen, now) || !since.IsZero() && u.Planned.Before(since) {
			list = append(list, u.Repository)
		}
		next = u.sooner(seen, now, next)
	}
	return list, next, nil
}
