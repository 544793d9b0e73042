package rights

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// ChildImages holds back: another Dockerfile of the repository is built on this image, and its
// steps run as the user that this one leaves.
func ChildImages(p *fixes.Pass, t *fixes.Target) string {
	name := deploy.ChildOf(p, t, func(_ *dockerfile.File, s *dockerfile.Stage) bool { return runsAsGiven(s) })
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s is built on this image, and its RUN steps need the user that this one leaves", name)
}

// runsAsGiven reports whether a stage runs a step as the user of its base image.
func runsAsGiven(s *dockerfile.Stage) bool {
	for _, i := range s.Instructions {
		switch {
		case i.Is("USER"):
			return false
		case i.Is("RUN"):
			return true
		}
	}
	return false
}
