package mounts

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// taskFiles are code that defines containers of ECS or Kubernetes with volumes. Definitions that are
// data are among the deployMounts.
var taskFiles = &fixes.Selection{
	Named: fixes.IsDeployCode,
	Holds: pattern.New(`\bsourceVolume\b|\b(?:persistentVolumeClaim|hostPath|claimName)\b`).Needs("sourceVolume", "persistentVolumeClaim", "hostPath", "claimName"),
}

var taskMount = pattern.New(`\b(?:containerPath|mountPath)["']?\s*[:=]\s*["']?(/[^"'\s,}]+)`)

// taskVolumes returns the volumes that ECS mounts into containers of the image: what
// Amazon makes new, a disk or a file system, belongs to root.
func taskVolumes(p *fixes.Pass, ours []string) (out []RunVolume, err error) {
	files, err := p.Repo.Select(taskFiles)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if !deploy.CodeIsOurs(p, ours, name) {
			continue
		}
		for _, m := range taskMount.FindAllStringSubmatch(string(data), -1) {
			out = append(out, RunVolume{Volume: builds.Volume{Target: path.Clean(m[1])}, By: name, Empty: true})
		}
	}
	return out, nil
}
