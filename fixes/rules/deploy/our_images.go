package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// ComposeImages is OursOf for services without a build: where a service of compose
// builds the target, the others are other programs unless they have its name.
func ComposeImages(t *fixes.Target, names []string, ours func(image, path string) bool) func(image, path string) bool {
	if slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return b.Source.Kind == builds.Compose }) {
		return func(image, _ string) bool { return IsImage(image, names) }
	}
	return ours
}

// MayBeOurs reports whether a manifest's image may be built from the Dockerfile
// although nothing says so: somebody's own image, where there is no other
// Dockerfile, or one named after the Dockerfile or its folder.
func MayBeOurs(p *fixes.Pass, name string) bool {
	own, ok := ownName(name)
	return ok && (namesImage(p.File.Path, own) || OnlyProgram(p))
}

// LikelyOurs tells by its name alone whether an image is made from the target, or may
// be.
func LikelyOurs(p *fixes.Pass, t *fixes.Target) func(image string) bool {
	names := ImageNames(p, t)
	return func(image string) bool { return IsImage(image, names) || MayBeOurs(p, image) }
}

// ownName returns the last part of an image's name; ok is false for what everybody
// may take from Docker's library.
func ownName(name string) (own string, ok bool) {
	ref, err := image.Parse(name)
	return path.Base(ref.Path), err == nil && !strings.HasPrefix(ref.Name(), "docker.io/library/")
}

// namesImage reports whether a Dockerfile or its folder has a name that is in that of
// an image.
func namesImage(dockerfile, image string) bool {
	dir, own := path.Base(path.Dir(dockerfile)), namedFor(path.Base(dockerfile))
	return dir != "." && strings.Contains(image, dir) || own != "" && strings.Contains(image, own)
}

// maxGuessed is among how many Dockerfiles one is looked for that an image may be
// built from.
const maxGuessed = 50

// Unclaimed reports whether somebody's own image has the name of no Dockerfile, so
// that any of them may build it. It takes more than that to call it one's own.
func Unclaimed(p *fixes.Pass, image string) bool {
	own, ok := ownName(image)
	return ok && namesNone(p, own)
}

// namesNone reports whether a word has the name of no Dockerfile.
func namesNone(p *fixes.Pass, word string) bool {
	names, err := p.Repo.Select(everyDockerfile)
	return err == nil && len(names) <= maxGuessed && !slices.ContainsFunc(names, func(name string) bool { return namesImage(name, word) })
}

// namedFor returns what the name of a Dockerfile says it is for, "" for nothing,
// or for a variant of the one program.
func namedFor(name string) string {
	if variantName.MatchString(name) {
		return ""
	}
	for _, kind := range []string{"dockerfile", "containerfile"} {
		if own := strings.Trim(strings.ReplaceAll(strings.ToLower(name), kind, ""), "._-"); own != strings.ToLower(name) {
			return own
		}
	}
	return ""
}

// everyDockerfile is all that are looked at.
var everyDockerfile = &fixes.Selection{Named: fixes.IsDockerfile}

// onlyDockerfile reports whether the repository has no other one.
func onlyDockerfile(p *fixes.Pass) bool {
	names, err := p.Repo.Select(everyDockerfile)
	return err == nil && len(names) == 1
}

// OnlyProgram reports whether all of the repository's Dockerfiles are for one
// program: there is no other one, or those beside it are named after it, as
// Dockerfile.arm is.
func OnlyProgram(p *fixes.Pass) bool {
	names, err := p.Repo.Select(everyDockerfile)
	return err == nil && !slices.ContainsFunc(names, func(name string) bool {
		base, own := path.Base(name), path.Base(p.File.Path)
		return name != p.File.Path && (path.Dir(name) != path.Dir(p.File.Path) || !variantName.MatchString(base) || !variantName.MatchString(own))
	})
}

// variantName finds names of Dockerfiles that say for which machine, system or use
// the one program is made.
var variantName = pattern.New(`(?i)^dockerfile([._-]?(arm(hf|32|64)?(v\d)?|aarch64|amd64|x86(_64)?|i386|armv\d\w*|rpi|alpine|debian|slim|ubuntu|distroless|prod(uction)?|dev(elopment)?|test|ci|local|release|nightly|multi(arch|stage)?|gpu|cuda|nvidia))*$`)
