package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// mountSources are the files that may mount something into a container, with what
// reads the mounts.
var mountSources = []struct {
	files  *fixes.Selection
	mounts *fixes.Derivation[[]imageMount]
}{
	{mounting(fixes.MayGuide, guideMounts), guideMounts},
	{mounting(runsContainersName, scriptMounts), scriptMounts},
	{mounting(func(name string) bool {
		ext := path.Ext(fixes.Untemplated(name))
		return (ext == ".yaml" || ext == ".yml") && !runsContainersName(name)
	}, manifestMounts), manifestMounts},
	{mounting(fixes.IsDeploy, deployMounts), deployMounts},
	{mounting(fixes.IsDevContainer, devContainerMounts), devContainerMounts},
}

// mounting selects the files of a kind that have mounts: those without are not
// gone through for every Dockerfile.
func mounting(named func(string) bool, mounts *fixes.Derivation[[]imageMount]) *fixes.Selection {
	return &fixes.Selection{Holds: mountWord, Named: named, Fits: func(text string) bool { return len(mounts.From(text)) > 0 }}
}

var mountWord = pattern.New(`docker|podman|[vV]olume|(?m:^(?:secrets|configs):)|mountPath:|\bmounts?\b|[mM]ountPoints|<Config\b|<ContainerDir>`).Needs("docker", "podman", "olume", "secrets:", "configs:", "ount", "<Con")

// runsContainersName reports whether a file by that name may have commands.
func runsContainersName(name string) bool {
	switch path.Ext(name) {
	case ".sh", ".ps1", ".bat", ".cmd":
		return true
	}
	return path.Base(name) == "package.json" || fixes.IsPipeline(name)
}

// mountsElsewhere returns the folders of the host and claimed volumes that guides,
// "docker run" lines and Kubernetes manifests mount into containers of one of the images.
func mountsElsewhere(p *fixes.Pass, t *fixes.Target, images []string) (out []runVolume, err error) {
	ours := oursOf(p, t, images)
	services := composeImages(t, images, ours)
	for _, source := range mountSources {
		names, err := p.Repo.Select(source.files)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if otherReadme(p, name) {
				continue
			}
			mounts, err := source.mounts.Of(p.Repo, name)
			if err != nil {
				return nil, err
			}
			for _, m := range mounts {
				tell := func(image, path string) bool {
					if dockerfile, ok := strings.CutPrefix(image, builtBy); ok {
						return namedFrom(name, dockerfile, p.File.Path)
					}
					return ours(image, path) || putTogether(p, image)
				}
				if m.how == serviceMount {
					tell = services
				}
				if m.isOf(tell) && !(m.grouped && groupNamed(p, name)) {
					out = append(out, runVolume{Volume: m.Volume, by: name, empty: m.how == claimMount})
				}
			}
		}
	}
	return out, nil
}

// isImage reports whether a word names one of the images.
func isImage(word string, images []string) bool {
	if !slices.ContainsFunc(images, func(name string) bool { return strings.Contains(word, name) }) {
		return false
	}
	ref, err := image.Parse(word)
	return err == nil && !strings.HasPrefix(word, "-") && slices.Contains(images, path.Base(ref.Path))
}

var (
	hostPath     = pattern.New(`\bhostPath:\s*(?:\{\s*)?(?:type:\s*\S+\s+)?path:\s*"?([^\s"},]+)`)
	volumeTarget = pattern.New(`\bmountPath:\s*"?([^\s"},]+)`)
)

// hostPaths returns the folder of the host that a Kubernetes manifest, or the
// template of a chart, mounts beside its images.
func hostPaths(text string) []imageMount {
	if !strings.Contains(text, "hostPath:") {
		return nil
	}
	source, target := hostPath.FindStringSubmatch(text), volumeTarget.FindStringSubmatch(text)
	if source == nil || target == nil {
		return nil
	}
	return []imageMount{{Volume: builds.Volume{Source: source[1], Target: target[1], Bind: true}, images: imagesIn(text), how: hostMounted}}
}
