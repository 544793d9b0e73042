package rules

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var fromImage = pattern.New(`(?mi)^\x{FEFF}?[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*([^\s@]+)`)

// childImages: another Dockerfile of the repository is built on this image, and its
// steps run as the user that this one leaves.
func childImages(p *fixes.Pass, t *fixes.Target) string {
	names := imageNames(t)
	if len(names) == 0 {
		return ""
	}
	for _, name := range p.Repo.Files() {
		if name == p.File.Path || !fixes.IsDockerfile(name) {
			continue
		}
		found, err := p.Repo.FindAll(name, fromImage)
		if err != nil || !slices.ContainsFunc(found, func(m []string) bool { return isImage(m[1], names) }) {
			continue
		}
		child, err := p.Repo.Dockerfile(name)
		if err != nil || child == nil {
			continue
		}
		if slices.ContainsFunc(child.Stages, func(s *dockerfile.Stage) bool { return isImage(s.Base.Text, names) && runsAsGiven(s) }) {
			return fmt.Sprintf("%s is built on this image, and its RUN steps need the user that this one leaves", name)
		}
	}
	return ""
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
