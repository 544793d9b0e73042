package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var fromImage = pattern.New(`(?mi)^\x{FEFF}?[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*([^\s@]+)`)

// onOtherImages are the Dockerfiles with a base that is no image of Node itself.
var onOtherImages = &fixes.Selection{Named: fixes.IsDockerfile, Fits: func(text string) bool {
	return slices.ContainsFunc(fromImage.FindAllStringSubmatch(text, -1), func(m []string) bool {
		ref, err := image.Parse(m[1])
		return strings.Contains(m[1], "$") || err == nil && !image.Classify(ref).Node
	})
}}

// ChildOf returns the Dockerfile with a stage that is built on the target's image,
// and of which something holds; it is nil for a stage in the text of another file.
func ChildOf(p *fixes.Pass, t *fixes.Target, holds func(*dockerfile.File, *dockerfile.Stage) bool) string {
	if name := childInText(p, t, func(s *dockerfile.Stage) bool { return holds(nil, s) }); name != "" || onlyDockerfile(p) {
		return name
	}
	names := ImageNames(p, t)
	dockerfiles, err := p.Repo.Select(onOtherImages)
	if err != nil {
		return ""
	}
	for _, name := range dockerfiles {
		if name == p.File.Path {
			continue
		}
		found, err := p.Repo.FindAll(name, fromImage)
		if err != nil || !slices.ContainsFunc(found, func(m []string) bool {
			return IsImage(m[1], names) || strings.ContainsAny(m[1], "/$") || standsFor(p, t, name, m[1])
		}) {
			continue
		}
		child, err := p.Repo.Dockerfile(name)
		if err != nil || child == nil {
			continue
		}
		beside := path.Dir(name) == path.Dir(p.File.Path)
		if slices.ContainsFunc(child.Stages, func(s *dockerfile.Stage) bool {
			base, _, _ := child.Expand(rootBase(s).Text)
			return (IsImage(base, names) || standsFor(p, t, name, base) || givenAs(p, t, name, rootBase(s).Text) || beside && BringsNothing(child, s)) && holds(child, s)
		}) {
			return name
		}
	}
	return ""
}

// rootBase returns what the FROM names that a stage comes from in the end.
func rootBase(s *dockerfile.Stage) dockerfile.Word {
	for s.Parent != nil {
		s = s.Parent
	}
	return s.Base
}

// standsFor reports whether the builds of another Dockerfile pass the target's image
// under a name of their own: a bake target or a compose service as a context.
func standsFor(p *fixes.Pass, t *fixes.Target, dockerfile, name string) bool {
	evidence, err := p.Repo.Builds()
	return err == nil && slices.ContainsFunc(evidence.Builds, func(b builds.Build) bool {
		if of := b.StandingImage(name); of != "" {
			return b.Dockerfile == dockerfile && IsImage(of, ImageNames(p, t))
		}
		of := b.Standing[name]
		return of != "" && b.Dockerfile == dockerfile && slices.ContainsFunc(t.Builds, func(own builds.Build) bool { return own.Service == of })
	})
}

// givenAs reports whether the builds of another Dockerfile give the target's image as
// the value of an argument: a command by its flag, or Skaffold, which builds it before.
func givenAs(p *fixes.Pass, t *fixes.Target, dockerfile, base string) bool {
	m := wholeVariable.FindStringSubmatch(base)
	if m == nil {
		return false
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return false
	}
	names := ImageNames(p, t)
	return slices.ContainsFunc(evidence.Builds, func(b builds.Build) bool {
		return b.Dockerfile == dockerfile && IsImage(b.Args[m[1]], names)
	}) || skaffoldGives(p, dockerfile, m[1])
}

var wholeVariable = pattern.New(`^\$\{?(\w+)`).Needs("$")

// BringsNothing reports whether a Dockerfile of one stage, or of stages that are built
// on each other, starts a program that only its base can have brought: somebody's own
// image, made beside it.
func BringsNothing(child *dockerfile.File, s *dockerfile.Stage) bool {
	if child == nil { // a text, which need not be whole
		return false
	}
	ref, err := image.Parse(rootBase(s).Text)
	if err != nil || strings.HasPrefix(ref.Name(), "docker.io/library/") || image.Classify(ref).Node {
		return false
	}
	starts, stages := false, 0
	for ; s != nil; s = s.Parent {
		stages++
		for _, i := range s.Instructions {
			if i.Is("COPY", "ADD") {
				return false
			}
			starts = starts || i.Is("CMD", "ENTRYPOINT") && slices.ContainsFunc(strings.Fields(i.Spoken()), func(w string) bool { return Managers[w] || w == "node" })
		}
	}
	return starts && stages == len(child.Stages)
}

// Managers are the programs of package managers.
var Managers = map[string]bool{"npm": true, "npx": true, "yarn": true, "pnpm": true, "pnpx": true}

// RunsContainersName reports whether a file by that name may have commands.
func RunsContainersName(name string) bool {
	switch path.Ext(name) {
	case ".sh", ".ps1", ".bat", ".cmd":
		return true
	}
	return path.Base(name) == "package.json" || fixes.IsPipeline(name)
}

// IsImage reports whether a word names one of the images.
func IsImage(word string, images []string) bool {
	if !slices.ContainsFunc(images, func(name string) bool { return strings.Contains(word, name) }) {
		return false
	}
	ref, err := image.Parse(word)
	return err == nil && !strings.HasPrefix(word, "-") && slices.Contains(images, path.Base(ref.Path))
}
