package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/policy"
)

// Pins are the images of a repository as its last plan saw them. They are all
// that is needed to tell, without a request to GitHub, whether a tag that moved
// concerns the repository.
type Pins struct {
	Repository Repository
	// Planned is when the plan began.
	Planned time.Time
	// MinAge and Period are those of the policy; 0 is none.
	MinAge, Period time.Duration
	// Pinned are the tags with the digests that stand behind them.
	Pinned []Pin
	// Waiting are tags about which a registry did not answer something, so that
	// it was withheld, each once.
	Waiting []Wait
}

// A Wait is a tag by its whole name, with when to ask again.
type Wait struct {
	Tag   string
	Retry time.Time
}

// A Pin is a tag by its whole name, "docker.io/library/node:22-alpine", with
// the digest that is written behind it.
type Pin struct {
	Tag    string
	Digest image.Digest
}

// PinKeeper remembers what the repositories' plans pinned.
type PinKeeper interface {
	// KeepPins replaces what was kept of the repository.
	KeepPins(ctx context.Context, pins Pins) error
}

// tagName is the name that a reference's tag is kept under.
func tagName(ref image.Ref) string { return ref.Name() + ":" + ref.Tag }

// A registry that did not answer is asked again soon at first, then less and
// less often.
const (
	firstRetry = 15 * time.Second
	lastRetry  = 15 * time.Minute
)

// retryUnread is how soon there is another plan when a registry gave a digest
// and nothing more. It may never give more, and each plan costs requests.
func retryUnread(interval time.Duration) time.Duration { return max(firstRetry, interval/4) }

// keepPins remembers the images of the plans that were made of a repository;
// without any plan, that there are none.
func (b *Bot) keepPins(ctx context.Context, repo Repository, config *policy.Config, began time.Time, plans []*fixes.Plan) {
	if b.Pins == nil || repo.ID == 0 {
		return
	}
	pins := Pins{Repository: repo, Planned: began}
	pins.MinAge, pins.Period = config.Fixes.Digests.Age(), config.Fixes.Digests.Period
	for _, plan := range plans {
		pins.add(plan, config.Publishing.Digests.Enabled)
		pins.wait(plan, plan.Unanswered, began.Add(min(firstRetry, b.DigestInterval)))
		pins.wait(plan, plan.Unread, began.Add(retryUnread(b.DigestInterval)))
	}
	if err := b.Pins.KeepPins(ctx, pins); err != nil {
		// The next plan keeps them again; until then no bump is proposed.
		b.log().LogAttrs(ctx, slog.LevelWarn, "pins were not kept", slog.String("repository", repo.FullName()), slog.String("error", err.Error()))
	}
}

// add takes in the images of a plan.
func (p *Pins) add(plan *fixes.Plan, bumps bool) {
	for _, use := range plan.Images {
		pin := Pin{tagName(use.Ref), use.Ref.Digest}
		if bumps && use.Ref.Tag != "" && use.Ref.Digest != "" && !slices.Contains(p.Pinned, pin) {
			p.Pinned = append(p.Pinned, pin)
		}
	}
}

// wait takes in references that a registry did not answer about.
func (p *Pins) wait(plan *fixes.Plan, refs []string, retry time.Time) {
	for _, written := range refs {
		for _, tag := range tagsOf(plan, written) {
			if !slices.ContainsFunc(p.Waiting, func(w Wait) bool { return w.Tag == tag }) {
				p.Waiting = append(p.Waiting, Wait{tag, retry})
			}
		}
	}
}

// tagsOf returns the tags to ask about in place of a reference: its own, or for
// a digest those that the Dockerfiles name of the same image.
func tagsOf(plan *fixes.Plan, written string) []string {
	ref, err := image.Parse(written)
	switch {
	case err != nil:
		return nil
	case ref.Bare():
		return []string{tagName(ref.WithTag("latest"))}
	case ref.Tag != "":
		return []string{tagName(ref)}
	}
	var tags []string
	for _, use := range plan.Images {
		if use.Ref.Tag != "" && use.Ref.Name() == ref.Name() {
			tags = append(tags, tagName(use.Ref))
		}
	}
	return tags
}

// digestPolicy fills in the server's minimum age where the policy names none.
func (b *Bot) digestPolicy(want fixes.DigestPolicy) fixes.DigestPolicy {
	if want.MinAge == 0 {
		want.MinAge = b.DigestMinAge
	}
	return want
}

// unjudged returns why the lane's open pull request has to stay as it is: what
// it offers could not be judged now, because a registry did not answer.
func (l lane) unjudged(plan *fixes.Plan) string {
	pull := l.state.Current()
	if pull == nil || pull.State != publish.Open {
		return ""
	}
	m := pull.Marker()
	for _, ref := range plan.Unanswered {
		if m != nil && slices.Contains(m.Answered, ref) {
			return fmt.Sprintf("#%d stays as it is: the registry of %s does not answer now, and it did when this was written", pull.Number, ref)
		}
	}
	for _, s := range plan.Skipped {
		if m != nil && s.ID != "" && slices.Contains(m.Offered, s.ID) {
			return fmt.Sprintf("#%d stays as it is: %s", pull.Number, s.Reason)
		}
	}
	return ""
}
