package deploy

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// syncFiles tell Tilt or Skaffold to copy what changes into running containers.
var syncFiles = &fixes.Selection{Named: fixes.IsSync, Holds: pattern.New(`\bsync\b`).Needs("sync")}

// A SyncedImage is a Dockerfile, as the file beside it names it, that containers which
// get changed files are built from, with the stage when that is named, and what else the
// file says about that.
type SyncedImage struct{ dockerfile, target, text string }

var syncedImages = &fixes.Derivation[[]SyncedImage]{From: func(text string) []SyncedImage {
	if strings.Contains(text, "docker_build") {
		return tiltImages(text)
	}
	return skaffoldImages(text)
}}

var (
	tiltBuild      = pattern.New(`\bdocker_build\w*\(\s*(?:ref\s*=\s*)?[^,()]+,\s*(?:context\s*=\s*)?["']([^"'\n]+)["']`).Needs("docker_build")
	tiltDockerfile = pattern.New(`\bdockerfile\s*=\s*["']([^"'\n]+)["']`).Needs("dockerfile")
	tiltTarget     = pattern.New(`\btarget\s*=\s*["']([^"'\n]+)["']`).Needs("target")
	tiltSync       = pattern.New(`\bsync\(`).Needs("sync(")
	tiltStart      = pattern.New(`\bentrypoint\s*=\s*[^\n]*\b(?:nodemon|ts-node-dev|tsx|watch|dev)\b`).Needs("entrypoint")
)

// tiltImages reads the images with a live_update: each call ends where the next begins.
func tiltImages(text string) (out []SyncedImage) {
	calls := tiltBuild.FindAllStringSubmatchIndex(text, -1)
	for n, at := range calls {
		end := len(text)
		if n+1 < len(calls) {
			end = calls[n+1][0]
		}
		call := text[at[0]:end]
		if !tiltSync.MatchString(call) {
			continue
		}
		image := SyncedImage{dockerfile: path.Join(text[at[2]:at[3]], "Dockerfile"), text: call}
		if m := tiltDockerfile.FindStringSubmatch(call); m != nil {
			image.dockerfile = path.Clean(m[1])
		}
		if m := tiltTarget.FindStringSubmatch(call); m != nil {
			image.target = m[1]
		}
		out = append(out, image)
	}
	return out
}

// skaffoldImages reads the artifacts with a sync.
func skaffoldImages(text string) (out []SyncedImage) {
	for _, document := range strings.Split(text, "\n---") {
		var file struct {
			Build struct {
				Artifacts []struct {
					Context string `yaml:"context"`
					Docker  struct {
						Dockerfile string `yaml:"dockerfile"`
						Target     string `yaml:"target"`
					} `yaml:"docker"`
					Sync any `yaml:"sync"`
				} `yaml:"artifacts"`
			} `yaml:"build"`
		}
		if !project.ReadYAML(document, &file) {
			continue
		}
		for _, a := range file.Build.Artifacts {
			if a.Sync != nil {
				out = append(out, SyncedImage{dockerfile: path.Join(a.Context, cmp.Or(a.Docker.Dockerfile, "Dockerfile")), target: a.Docker.Target})
			}
		}
	}
	return out
}

// SyncedInto returns the file by which changed files are copied into containers of the
// image, and for which fits holds; "" when there is none.
func SyncedInto(p *fixes.Pass, t *fixes.Target, fits func(SyncedImage) bool) (string, error) {
	files, err := p.Repo.Select(syncFiles)
	if err != nil {
		return "", err
	}
	for _, name := range files {
		images, err := syncedImages.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(images, func(i SyncedImage) bool {
			return path.Join(path.Dir(name), i.dockerfile) == p.File.Path && (i.target == "" || i.target == t.Stage.Name) && fits(i)
		}) {
			return name, nil
		}
	}
	return "", nil
}

// startsWatcher reports whether Tilt starts the image with a development server.
func startsWatcher(i SyncedImage) bool { return tiltStart.MatchString(i.text) }
