package deploy

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A skaffoldArtifact is an image that Skaffold builds, and those that it gives the
// build as arguments.
type skaffoldArtifact struct {
	Image   string
	Context string
	Docker  struct{ Dockerfile string }
	Require []struct{ Image, Alias string } `yaml:"requires"`
}

// dockerfile returns what the artifact is built from, seen from Skaffold's file.
func (a skaffoldArtifact) dockerfile() string {
	if a.Docker.Dockerfile == "" {
		return path.Join(a.Context, "Dockerfile")
	}
	return path.Join(a.Context, a.Docker.Dockerfile)
}

var requiringFiles = &fixes.Selection{Named: fixes.IsSync, Holds: pattern.New(`(?m)^\s*(?:-\s+)?requires:`).Needs("requires:")}

var skaffoldArtifacts = &fixes.Derivation[[]skaffoldArtifact]{From: func(text string) (out []skaffoldArtifact) {
	for _, doc := range DocumentLine.Regexp().Split(text, -1) {
		var file struct {
			Build struct{ Artifacts []skaffoldArtifact }
		}
		if project.ReadYAML(doc, &file) {
			out = append(out, file.Build.Artifacts...)
		}
	}
	return out
}}

// skaffoldGives reports whether Skaffold gives the image of the Dockerfile to the build
// of another one as an argument.
func skaffoldGives(p *fixes.Pass, dockerfile, argument string) bool {
	files, err := p.Repo.Select(requiringFiles)
	if err != nil {
		return false
	}
	for _, name := range files {
		artifacts, err := skaffoldArtifacts.Of(p.Repo, name)
		if err != nil {
			return false
		}
		dir := path.Dir(name)
		for _, a := range artifacts {
			if path.Join(dir, a.dockerfile()) != dockerfile {
				continue
			}
			for _, r := range a.Require {
				if r.Alias == argument && slices.ContainsFunc(artifacts, func(other skaffoldArtifact) bool {
					return other.Image == r.Image && path.Join(dir, other.dockerfile()) == p.File.Path
				}) {
					return true
				}
			}
		}
	}
	return false
}
