package bot

import (
	"context"
	"errors"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// lostDigests tells which pinned digests of a tag are gone, asking once each.
type lostDigests struct {
	watch   *TagWatch
	ref     image.Ref
	current image.Digest
	since   map[image.Digest]time.Time
}

// of returns since when a digest is known to be gone, zero when it is not. What
// the tag points to is there.
func (l *lostDigests) of(ctx context.Context, digest image.Digest) (time.Time, error) {
	if digest == "" || digest == l.current {
		return time.Time{}, nil
	}
	if since, known := l.since[digest]; known {
		return since, nil
	}
	var since time.Time
	if _, err := l.watch.Ask(ctx, l.ref.WithDigest(digest).WithoutTag()); errors.Is(err, image.ErrNotFound) {
		if since, err = l.watch.Tags.LoseDigest(ctx, tagName(l.ref), digest); err != nil {
			return since, err
		}
	}
	l.since[digest] = since
	return since, nil
}
