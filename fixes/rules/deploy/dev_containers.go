package deploy

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var devContainerFiles = &fixes.Selection{Named: fixes.IsDevContainer}

var (
	DevContainerFile   = pattern.New(`(?i)"dockerfile"\s*:\s*"([^"\n]+)"`)
	gitpodFile         = pattern.New(`(?m)^\s+file:\s*["']?([^"'\s#]+)`).Needs("file:")
	devContainerTarget = pattern.New(`"target"\s*:\s*"([^"\n]+)"`).Needs("target")
)

// DevelopedIn returns the devcontainer.json, Tiltfile or file of Gitpod by which
// people develop in the image of a target, "" when none says so.
func DevelopedIn(p *fixes.Pass, t *fixes.Target) (string, error) {
	names, err := p.Repo.Select(devContainerFiles)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		file := DevContainerFile.FindSubmatch(data)
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
	return SyncedInto(p, t, startsWatcher)
}
