package mounts

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

var (
	devMount      = pattern.New(`"((?:source|src|type|target|dst|destination)=[^"\n]+)"|\{([^{}]*"target"[^{}]*)\}`).Needs("source", "src", "type", "target", "dst", "destination")
	devMountField = pattern.New(`"(source|target|type)"\s*:\s*"([^"\n]*)"`)
)

// devContainerMounts are the mounts that people develop with in an image of the
// Dockerfile's last stage.
var devContainerMounts = mountsOf(func(text string) (out []imageMount) {
	file := deploy.DevContainerFile.FindStringSubmatch(text)
	if file == nil {
		return nil
	}
	for _, m := range devMount.FindAllStringSubmatch(text, -1) {
		words := m[1]
		for _, field := range devMountField.FindAllStringSubmatch(m[2], -1) {
			words += "," + field[1] + "=" + field[2]
		}
		if v, ok := mountWords(words); ok {
			out = append(out, imageMount{Volume: v, images: []string{deploy.BuiltBy + file[1]}})
		}
	}
	return out
})

// mountSources are the files that may mount something into a container, with what
// reads the mounts.
var mountSources = []struct {
	files  *fixes.Selection
	mounts *fixes.Derivation[[]imageMount]
}{
	{mounting(fixes.MayGuide, guideMounts), guideMounts},
	{mounting(deploy.RunsContainersName, scriptMounts), scriptMounts},
	{mounting(func(name string) bool {
		ext := path.Ext(fixes.Untemplated(name))
		return (ext == ".yaml" || ext == ".yml") && !deploy.RunsContainersName(name)
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

// mountsElsewhere returns the folders of the host and claimed volumes that guides,
// "docker run" lines and Kubernetes manifests mount into containers of one of the images.
func mountsElsewhere(p *fixes.Pass, t *fixes.Target, images []string) (out []RunVolume, err error) {
	ours := launch.OursOf(p, t, images)
	services := deploy.ComposeImages(t, images, ours)
	for _, source := range mountSources {
		names, err := p.Repo.Select(source.files)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if deploy.OtherReadme(p, name) {
				continue
			}
			mounts, err := source.mounts.Of(p.Repo, name)
			if err != nil {
				return nil, err
			}
			for _, m := range mounts {
				tell := func(image, path string) bool {
					if dockerfile, ok := strings.CutPrefix(image, deploy.BuiltBy); ok {
						return deploy.NamedFrom(name, dockerfile, p.File.Path)
					}
					return ours(image, path) || deploy.PutTogether(p, image)
				}
				if m.how == serviceMount {
					tell = services
				}
				if m.isOf(p, name, tell) && !(m.grouped && groupNamed(p, name)) {
					out = append(out, RunVolume{Volume: m.Volume, By: name, Empty: m.how == claimMount})
				}
			}
		}
	}
	return out, nil
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
	return []imageMount{{Volume: builds.Volume{Source: source[1], Target: target[1], Bind: true}, images: deploy.ImagesIn(text), how: hostMounted}}
}
