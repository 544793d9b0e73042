package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
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
func taskVolumes(p *fixes.Pass, ours []string) (out []runVolume, err error) {
	files, err := p.Repo.Select(taskFiles)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if !codeIsOurs(p, ours, name) {
			continue
		}
		for _, m := range taskMount.FindAllStringSubmatch(string(data), -1) {
			out = append(out, runVolume{Volume: builds.Volume{Target: path.Clean(m[1])}, by: name, empty: true})
		}
	}
	return out, nil
}

// codeIsOurs reports whether code that makes containers may make those of the image: it
// has one of its names, or there is no other.
func codeIsOurs(p *fixes.Pass, ours []string, name string) bool {
	data, _, err := p.Repo.Read(name)
	if err != nil {
		return false // which ends the plan
	}
	names, text := append(slices.Clone(ours), path.Base(path.Dir(p.File.Path))), strings.ToLower(string(data))
	return onlyProgram(p) || slices.ContainsFunc(names, func(n string) bool { return hasWord(text, strings.ToLower(n)) })
}

// hasWord reports whether a text has a name that no other letter touches.
func hasWord(text, name string) bool {
	letter := func(s string, at int) bool { return at >= 0 && at < len(s) && s[at] >= 'a' && s[at] <= 'z' }
	for at := 0; name != "" && name != "."; at++ {
		n := strings.Index(text[at:], name)
		if n < 0 {
			return false
		}
		at += n
		if !letter(text, at-1) && !letter(text, at+len(name)) {
			return true
		}
	}
	return false
}
