package pid1

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// hasOfficialEntrypoint reports whether the target is built on the official image, whose
// ENTRYPOINT starts what it is given.
func hasOfficialEntrypoint(t *fixes.Target) bool {
	return t.Chain.Base.HasNodeUser && !t.Chain.Base.Guess && t.Chain.Lower == nil
}

// plainSystem reports whether the root of the target is a plain image of an
// operating system, which sets no ENTRYPOINT.
func plainSystem(t *fixes.Target) bool {
	if t.Chain.Lower != nil && (!t.Chain.Base.ProcessKnown || len(t.Chain.Base.Entrypoint) > 0) {
		return false
	}
	switch t.Chain.Base.Kind {
	case image.PlainAlpine, image.PlainDebian, image.PlainUbuntu:
		return true
	}
	return false
}
