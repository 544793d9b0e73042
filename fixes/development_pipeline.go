package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// pipelineWord finds the word by which a Dockerfile says that a pipeline builds it: for
// tests, or what is shipped.
var pipelineWord = pattern.New(`(^|[._-])ci([._-]|$)`).Needs("ci")

// withoutPipeline returns the name of a Dockerfile without the word for a pipeline where
// one sends the image to a registry, under a name that is not one for tests, or a hosting
// platform builds it, and the image has a program of its own.
func (p *Pass) withoutPipeline(t *Target, name string) string {
	if !pipelineWord.MatchString(name) || t.Process.Last() == nil || testRun.MatchString(strings.Join(t.Program(), " ")) {
		return name
	}
	if !slices.ContainsFunc(t.Builds, Sent) && !p.builtByPlatform() {
		return name
	}
	return pipelineWord.ReplaceAllString(name, "$1")
}

// builtByPlatform reports whether a file tells a hosting platform to build the Dockerfile.
func (p *Pass) builtByPlatform() bool {
	names, err := p.Repo.Select(platformBuilds)
	return err == nil && slices.ContainsFunc(names, func(name string) bool {
		found, err := p.Repo.FindAll(name, platformDockerfile)
		return err == nil && slices.ContainsFunc(found, func(m []string) bool {
			return path.Clean(m[1]) == p.File.Path || path.Join(path.Dir(name), m[1]) == p.File.Path
		})
	})
}

// platformDockerfile finds the Dockerfile that Fly, Render or Railway is to build.
var (
	platformDockerfile = pattern.New(`(?i)dockerfile(?:_?path)?["']?\s*[:=]\s*["']?([^\s"',]+)`)
	platformBuilds     = &Selection{Named: IsPlatform, Holds: platformDockerfile}
)

// Sent reports whether a build sends its image to a registry, under a name that is not one
// for tests.
func Sent(b builds.Build) bool {
	return b.Pushed && (len(b.Tags) == 0 || slices.ContainsFunc(b.Tags, func(tag string) bool {
		ref, err := image.Parse(tag)
		return err != nil || !devName.MatchString(path.Base(ref.Path)) && !devName.MatchString(ref.Tag)
	}))
}
