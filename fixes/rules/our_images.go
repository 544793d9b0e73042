package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// oursOf tells whether an image is made from the target: by one of its names, or,
// where nothing names it so, because something is mounted where the target's
// program has its files.
func oursOf(p *fixes.Pass, t *fixes.Target, names []string) func(image, path string) bool {
	return func(image, path string) bool {
		return isImage(image, names) || hasNameOfFolder(p, image) || holdsFiles(t, path) && mayBeOurs(p, image)
	}
}

// hasNameOfFolder reports whether an image of somebody has the name of the
// Dockerfile's folder.
func hasNameOfFolder(p *fixes.Pass, name string) bool {
	folder := path.Base(path.Dir(p.File.Path))
	if !strings.Contains(name, folder) {
		return false
	}
	ref, err := image.Parse(name)
	return err == nil && !strings.HasPrefix(ref.Name(), "docker.io/library/") && path.Base(ref.Path) == folder
}

// composeImages is oursOf for services without a build: where a service of compose
// builds the target, the others are other programs unless they have its name.
func composeImages(t *fixes.Target, names []string, ours func(image, path string) bool) func(image, path string) bool {
	if slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return b.Source.Kind == builds.Compose }) {
		return func(image, _ string) bool { return isImage(image, names) }
	}
	return ours
}

// holdsFiles reports whether a path of the image is the program's: below its
// working directory, or a VOLUME of it.
func holdsFiles(t *fixes.Target, name string) bool {
	return inFolder(path.Clean(name), t.Chain.End.Workdir) || slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("VOLUME") && slices.ContainsFunc(m.Args, func(w dockerfile.Word) bool {
			volume, ok := m.Scene.Expand(w.Text)
			return ok && m.Scene.Abs(volume) == path.Clean(name)
		})
	})
}
