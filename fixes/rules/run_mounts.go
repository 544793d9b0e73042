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
	ours := func(image, path string) bool {
		return isImage(image, images) || inFolder(path, t.Chain.End.Workdir) && mayBeOurs(p, image)
	}
	for _, name := range p.Repo.Wanted() {
		base, ext := path.Base(name), path.Ext(name)
		guide := fixes.IsGuide(name)
		script := ext == ".sh" || base == "Makefile" || base == "package.json"
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
			mounts = runMounts(string(data), images)
			out = append(out, guideVolumes(string(data), name, images)...)
		case script:
			mounts = runMounts(string(data), images)
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

var (
	continuedLine = pattern.New(`\\\r?\n`)
	dockerRun     = pattern.New(`\b(?:docker|podman)\s+(?:container\s+)?run\s+([^\n]*)`)
)

// runMounts returns the mounts of the host in the "docker run" lines of a text
// that run one of the images.
func runMounts(text string, images []string) (out []builds.Volume) {
	if !strings.Contains(text, " run ") {
		return nil
	}
	for _, m := range dockerRun.FindAllStringSubmatch(continuedLine.ReplaceAllString(text, " "), -1) {
		words := strings.Fields(strings.NewReplacer(`"`, "", "'", "", "`", " ").Replace(m[1]))
		if !slices.ContainsFunc(words, func(w string) bool { return isImage(w, images) }) {
			continue
		}
		for n, w := range words {
			mount, found := strings.CutPrefix(w, "--volume=")
			if (w == "-v" || w == "--volume") && n+1 < len(words) {
				mount, found = words[n+1], true
			}
			if !found {
				continue
			}
			if v, ok := readMount(mount); ok && v.Bind {
				out = append(out, v)
			}
		}
	}
	return out
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
