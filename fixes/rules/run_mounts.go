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

// mountsElsewhere returns the folders of the host that "docker run" lines and
// Kubernetes manifests mount into containers of one of the images.
func mountsElsewhere(p *fixes.Pass, t *fixes.Target, images []string) (out []runVolume, err error) {
	ours := oursOf(p, t, images)
	for _, name := range p.Repo.Wanted() {
		base, ext := path.Base(name), path.Ext(name)
		guide := fixes.IsGuideOf(name, p.File.Path)
		script := ext == ".sh" || base == "package.json" || fixes.IsPipeline(name)
		if !script && !guide && ext != ".yaml" && ext != ".yml" {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		var mounts []builds.Volume
		switch {
		case !ok:
		case guide:
			mounts = append(runMounts(string(data), ours), argMounts(string(data), ours)...)
			out = append(out, guideVolumes(string(data), name, composeImages(t, images, ours))...)
		case script:
			mounts = runMounts(string(data), ours)
		default:
			mounts = hostPaths(string(data), ours)
			for _, v := range claims(p, name, string(data), ours) {
				out = append(out, runVolume{Volume: v, by: name, empty: true})
			}
		}
		for _, v := range mounts {
			out = append(out, runVolume{Volume: v, by: name})
		}
	}
	return out, nil
}

// isImage reports whether a word names one of the images.
func isImage(word string, images []string) bool {
	ref, err := image.Parse(word)
	return err == nil && !strings.HasPrefix(word, "-") && slices.Contains(images, path.Base(ref.Path))
}

// mayBeOurs reports whether a manifest's image may be built from the Dockerfile
// although nothing says so: somebody's own image, where there is no other
// Dockerfile, or one named after the Dockerfile's folder.
func mayBeOurs(p *fixes.Pass, name string) bool {
	ref, err := image.Parse(name)
	if err != nil || strings.HasPrefix(ref.Name(), "docker.io/library/") {
		return false
	}
	dir := path.Base(path.Dir(p.File.Path))
	return dir != "." && strings.Contains(path.Base(ref.Path), dir) || !slices.ContainsFunc(p.Repo.Files(), func(f string) bool { return f != p.File.Path && fixes.IsDockerfile(f) })
}

var (
	hostPath     = pattern.New(`\bhostPath:\s*(?:\{\s*)?(?:type:\s*\S+\s+)?path:\s*"?([^\s"},]+)`)
	podImage     = pattern.New(`(?m)^\s*-?\s*image:\s*"?([^\s"#]+)`)
	volumeTarget = pattern.New(`\bmountPath:\s*"?([^\s"},]+)`)
)

// hostPaths returns the folder of the host that a Kubernetes manifest, or the
// template of a chart, mounts beside one of the images.
func hostPaths(text string, ours func(image, path string) bool) []builds.Volume {
	if !strings.Contains(text, "hostPath:") {
		return nil
	}
	source, target := hostPath.FindStringSubmatch(text), volumeTarget.FindStringSubmatch(text)
	if source == nil || target == nil || !slices.ContainsFunc(podImage.FindAllStringSubmatch(text, -1), func(m []string) bool {
		return strings.Contains(m[1], "{{") || ours(m[1], target[1])
	}) {
		return nil
	}
	return []builds.Volume{{Source: source[1], Target: target[1], Bind: true}}
}
