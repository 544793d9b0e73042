package bot

import (
	"time"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// waits reports whether something was withheld until the registry answers.
func (u TagUser) waits() bool { return u.Digest == "" }

// moves reports whether a plan would now offer another digest than the last
// plan did, one that is to be taken back included.
func (u TagUser) moves(seen []image.Sighting, now time.Time) bool {
	if u.waits() {
		return false
	}
	return u.offer(seen, now) != u.offer(seen, u.Planned)
}

// offer returns the digest that a plan at a time offers, "" for none.
func (u TagUser) offer(seen []image.Sighting, at time.Time) image.Digest {
	to, _ := image.Settled(seen, u.Digest, u.MinAge, u.policy().At(at))
	return to
}

func (u TagUser) policy() fixes.DigestPolicy { return fixes.DigestPolicy{Period: u.Period} }

// sooner returns when the tag has to be looked up again for this user's sake: at
// the moment its newest digest is old enough, when that is before next.
func (u TagUser) sooner(seen []image.Sighting, now, next time.Time) time.Time {
	if u.waits() || len(seen) == 0 || seen[len(seen)-1].Digest == u.Digest {
		return next
	}
	at := seen[len(seen)-1].Since.Add(u.MinAge)
	if u.Period > 0 {
		if begin := u.policy().At(at); begin.Before(at) {
			at = begin.Add(u.Period)
		}
	}
	if at.After(now) && at.Before(next) {
		return at
	}
	return next
}
