package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// plainSystem reports whether the root of the target is a plain image of an
// operating system, which sets no ENTRYPOINT.
func plainSystem(t *fixes.Target) bool {
	switch t.Chain.Base.Kind {
	case image.PlainAlpine, image.PlainDebian, image.PlainUbuntu:
		return true
	}
	return false
}
