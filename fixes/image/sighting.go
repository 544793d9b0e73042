package image

import "time"

// A Sighting says since when a tag was seen to point to a digest.
type Sighting struct {
	Digest Digest
	Since  time.Time
}

// Settled returns the digest that an image which is pinned to a digest of a tag
// may move to: the newest one that the tag kept for the minimum age. seen are
// the tag's sightings, the oldest first; those after at do not count.
//
// A tag that moves on does not take an older digest back that had settled, so
// that a busy tag is followed at a distance. Nothing is returned when the tag
// points to the pinned digest again, and nothing from before the pin.
func Settled(seen []Sighting, pinned Digest, minAge time.Duration, at time.Time) (Digest, bool) {
	for len(seen) > 0 && seen[len(seen)-1].Since.After(at) {
		seen = seen[:len(seen)-1]
	}
	until := at
	for n := len(seen) - 1; n >= 0 && seen[n].Digest != pinned; n-- {
		if until.Sub(seen[n].Since) >= minAge {
			return seen[n].Digest, true
		}
		until = seen[n].Since
	}
	return "", false
}
