package rules

import (
	"errors"
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// A bump is the move of one pinned image to another digest of its tag.
type bump struct {
	pass *fixes.Pass
	at   *fixes.ImageRef

	to         image.Digest // "" when there is none to move to
	tagged     image.Digest // to, or the index that it is part of
	current    image.Digest // what the tag points to, "" when there is no such tag
	known      bool         // whether current was looked up
	from, info image.Info   // of the pinned image, and of the one to move to
	aged       bool         // to was stable for the minimum age
	gone       bool         // the pinned image cannot be pulled any more
	withheld   string
}

// find looks for a newer image and reports whether there is something to say.
// An error says what a registry did not answer.
func (b *bump) find() (stale bool, err error) {
	if err := b.follow(); err != nil || !b.known || b.current == b.at.Ref.Digest {
		return false, err
	}
	pinned, err := b.pass.Image(b.at.Ref.WithoutTag())
	switch {
	case errors.Is(err, image.ErrNotFound):
		return true, b.replaceLost()
	case err != nil:
		return false, b.unanswered(err)
	case b.to == "":
		return false, nil
	}
	return b.compare(pinned)
}

// follow finds out what the tag points to, and which digest to move to.
func (b *bump) follow() error {
	ref, policy := b.at.Ref, b.pass.Policy.Digests
	seen, err := b.pass.Sightings(ref)
	if err != nil {
		return errors.New("where its tag pointed to before could not be read")
	}
	if b.pass.HasHistory() && (policy.Age() > 0 || len(seen) > 0) {
		if len(seen) > 0 {
			b.current, b.known = seen[len(seen)-1].Digest, true
			b.to, b.aged = image.Settled(seen, ref.Digest, policy.Age(), policy.At(b.pass.Now))
			b.tagged = b.to
		}
		return nil
	}
	info, err := b.pass.Image(ref)
	switch {
	case err == nil:
		b.current, b.known = info.Digest, true
	case errors.Is(err, image.ErrNotFound):
		b.known = true
	case errors.Is(err, image.ErrUnavailable) && len(seen) > 0:
		b.current, b.known = seen[len(seen)-1].Digest, true
	case errors.Is(err, image.ErrUnavailable):
		return b.unanswered(err)
	}
	b.to, b.aged = b.current, policy.Age() == 0
	b.tagged = b.to
	return nil
}

// replaceLost takes what the tag points to now, however young it is: the build
// is broken as it stands.
func (b *bump) replaceLost() error {
	b.gone = true
	info, err := b.pass.Image(b.at.Ref)
	switch {
	case errors.Is(err, image.ErrNotFound):
		b.to, b.withheld = "", fmt.Sprintf("%s has no image any more either", b.at.Ref.Familiar())
	case err != nil:
		return b.unanswered(err)
	default:
		b.to, b.tagged = info.Digest, info.Digest
	}
	return nil
}

// unanswered says whose answer is missing; nil when nobody was to be asked, or
// when the answer is that there is no such image.
func (b *bump) unanswered(err error) error {
	if errors.Is(err, image.ErrUnavailable) {
		return fmt.Errorf("%s did not answer, so nothing is known of a newer %s; the next check tries again", b.at.Ref.Domain, b.at.Ref.Familiar())
	}
	return nil
}
