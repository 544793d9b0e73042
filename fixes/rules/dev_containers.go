package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var devContainerFiles = &fixes.Selection{Named: fixes.IsDevContainer}

var (
	devContainerFile   = pattern.New(`(?i)"dockerfile"\s*:\s*"([^"\n]+)"`)
	gitpodFile         = pattern.New(`(?m)^\s+file:\s*["']?([^"'\s#]+)`).Needs("file:")
	devContainerTarget = pattern.New(`"target"\s*:\s*"([^"\n]+)"`).Needs("target")
)

var (
	devMount      = pattern.New(`"((?:source|src|type|target|dst|destination)=[^"\n]+)"|\{([^{}]*"target"[^{}]*)\}`).Needs("source", "src", "type", "target", "dst", "destination")
	devMountField = pattern.New(`"(source|target|type)"\s*:\s*"([^"\n]*)"`)
)

// devContainerMounts are the mounts that people develop with in an image of the
// Dockerfile's last stage.
var devContainerMounts = mountsOf(func(text string) (out []imageMount) {
	file := devContainerFile.FindStringSubmatch(text)
	if file == nil {
		return nil
	}
	for _, m := range devMount.FindAllStringSubmatch(text, -1) {
		words := m[1]
		for _, field := range devMountField.FindAllStringSubmatch(m[2], -1) {
			words += "," + field[1] + "=" + field[2]
		}
		if v, ok := mountWords(words); ok {
			out = append(out, imageMount{Volume: v, images: []string{builtBy + file[1]}})
		}
	}
	return out
})

// developedIn returns the devcontainer.json, Tiltfile or file of Gitpod by which
// people develop in the image of a target, "" when none says so.
func developedIn(p *fixes.Pass, t *fixes.Target) (string, error) {
	names, err := p.Repo.Select(devContainerFiles)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		file := devContainerFile.FindSubmatch(data)
		if path.Base(name) == ".gitpod.yml" {
			file = gitpodFile.FindSubmatch(data)
		}
		if file == nil || path.Join(path.Dir(name), string(file[1])) != p.File.Path {
			continue
		}
		if target := devContainerTarget.FindSubmatch(data); target == nil || string(target[1]) == t.Stage.Name {
			return name, nil
		}
	}
	return syncedInto(p, t, startsWatcher)
}
