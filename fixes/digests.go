package fixes

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// DigestPolicy is the part of the policy about digests.
type DigestPolicy struct {
	// Off leaves pinned digests as they are.
	Off bool
	// NoPins leaves images without a digest as they are.
	NoPins bool
	// MinAge is how long a tag must have pointed to a digest before an image
	// moves there: 0 is DefaultMinAge, negative is at once.
	MinAge time.Duration
	// Period is how often new digests are taken up at most: those that were
	// due when the present period of that length began, counted in UTC from a
	// Monday. 0 is always.
	Period time.Duration
}

// DefaultMinAge is how long a digest must have been stable by default: most
// faulty images are replaced within days.
const DefaultMinAge = 72 * time.Hour

// Age returns the minimum age, 0 for none.
func (d DigestPolicy) Age() time.Duration {
	if d.MinAge == 0 {
		return DefaultMinAge
	}
	return max(d.MinAge, 0)
}

// At returns the moment whose state of the tags counts now.
func (d DigestPolicy) At(now time.Time) time.Time {
	if d.Period <= 0 {
		return now
	}
	return now.UTC().Truncate(d.Period)
}

// History knows how tags moved. Implementations are safe for concurrent use.
type History interface {
	// Sightings returns the digests that ref's tag was seen to point to, the
	// oldest first; none when nobody has looked yet.
	Sightings(ctx context.Context, ref image.Ref) ([]image.Sighting, error)
}

// HasHistory reports whether somebody keeps track of tags, as a server does. A
// local run knows only what a tag points to now.
func (p *Pass) HasHistory() bool { return p.resolver.history != nil }

// Sightings returns the digests that the tag was seen to point to, the oldest
// first.
func (p *Pass) Sightings(ref image.Ref) ([]image.Sighting, error) {
	if p.resolver.history == nil {
		return nil, nil
	}
	return once(p.ctx, p.resolver.sightings, ref, p.resolver.history.Sightings)
}

// SetAside notes that a finding could not be judged, with the reason. The skip
// has the id of the finding, so that what was decided before can stay.
func (p *Pass) SetAside(f Finding, reason string) {
	f.Rule, f.Path = p.Rule.ID, p.File.Path
	p.aside = append(p.aside, unjudged{f, reason})
}

// unjudged is a finding that was set aside.
type unjudged struct {
	finding Finding
	reason  string
}

// A Bump is an image that moves to another digest.
type Bump struct {
	Ref image.Ref // with its tag and the digest it had
	To  image.Digest
}

// An ImageUse is a place of a Dockerfile that names an image of a registry.
type ImageUse struct {
	Path string
	Line int // from 1
	Ref  image.Ref
}

// images lists the images that the Dockerfiles name, as they are before any fix.
func (r *run) images() error {
	for _, name := range r.paths {
		file, err := r.repo.Dockerfile(name)
		if err != nil {
			return err
		}
		pass := &Pass{Rule: &Rule{Practice: 1}, File: file, Repo: r.repo, Policy: r.policy, Now: r.now, ctx: r.ctx, resolver: r.resolver, facts: r.factsOf(file)}
		if !pass.inScope() {
			continue
		}
		for _, ref := range pass.ImageRefs() {
			if ref.Err == nil {
				r.plan.Images = append(r.plan.Images, ImageUse{Path: name, Line: ref.At.StartLine, Ref: ref.Ref})
			}
		}
	}
	return nil
}

// unanswered lists the references that no registry said anything about. An
// image whose digest is known and whose configuration is not is none of them.
func (l *lookups) unanswered() []string { return unavailable(l.infos) }

// unread lists the references of which more was asked in vain.
func (l *lookups) unread() []string {
	refs := append(unavailable(l.configs), unavailable(l.lists)...)
	slices.Sort(refs)
	return slices.Compact(refs)
}

func unavailable[T any](answers map[string]looked[T]) []string {
	var refs []string
	for ref, answer := range answers {
		if errors.Is(answer.err, image.ErrUnavailable) {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs)
	return refs
}
