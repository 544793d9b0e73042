package fixestest

import (
	"context"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// stable is the history of tags that have pointed where they do for a while.
type stable struct {
	c   *Case
	age time.Duration
}

// Sightings implements fixes.History.
func (s stable) Sightings(ctx context.Context, ref image.Ref) ([]image.Sighting, error) {
	info, err := s.c.Images.Resolve(ctx, ref.WithoutDigest())
	if err != nil {
		return nil, nil // nobody has seen it
	}
	return []image.Sighting{{Digest: info.Digest, Since: today().Add(-s.age)}}, nil
}
