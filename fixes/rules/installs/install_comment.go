package installs

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// againstFrozen finds comments that say why an install does not follow its
	// lockfile, aboutFrozen those that speak of it at all.
	againstFrozen = pattern.New(`(?i)(?:on purpose|deliberate|intentional|instead of|rather than|not use|\w+n[’']t|cannot|can not|fails?\b|breaks?\b|broken|too strict|\bnot\b)`)
	aboutFrozen   = pattern.New(`(?i)\bnpm ci\b|\bfrozen\b|\bimmutable\b`)
)

// MeantAsWritten holds back: a comment above the RUN explains why it is as it is.
func MeantAsWritten(_ *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	for _, c := range i.At.Above {
		if aboutFrozen.MatchString(c.Text) && againstFrozen.MatchString(c.Text) {
			return fmt.Sprintf("the comment above it makes it look meant: %q", c.Text)
		}
	}
	return ""
}
