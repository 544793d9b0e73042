package mounts

import (
	"cmp"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// platformVolumes returns the disks that Render, Railway, Copilot and Home Assistant
// mount into containers of the image. They belong to root there
// (docs.railway.com/reference/volumes).
func platformVolumes(p *fixes.Pass) (out []RunVolume, err error) {
	files, err := p.Repo.Select(diskFiles)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		data, ok, err := p.Repo.Read(name)
		if err != nil || !ok {
			return out, err
		}
		for _, target := range diskReader(name)(p, path.Dir(name), string(data)) {
			out = append(out, RunVolume{Volume: builds.Volume{Target: path.Clean(target)}, By: name, Empty: true})
		}
	}
	return out, nil
}

var diskFiles = &fixes.Selection{
	Named: func(name string) bool { return diskReader(name) != nil },
	Holds: pattern.New(`mountPath|requiredMountPath|slug|efs`).Needs("ountPath", "slug", "efs"),
}

func diskReader(name string) func(p *fixes.Pass, dir, text string) []string {
	base := path.Base(name)
	if strings.HasPrefix(base, "manifest.") && strings.HasSuffix(path.Dir(path.Dir(name)), "copilot") {
		return copilotVolumes
	}
	return diskReaders[base]
}

var diskReaders = map[string]func(p *fixes.Pass, dir, text string) []string{
	"render.yaml": renderDisks, "render.yml": renderDisks, "railway.toml": railwayVolume, "railway.json": railwayVolume,
	"config.yaml": addOnFolder, "config.yml": addOnFolder, "config.json": addOnFolder,
}

// addOnFolder returns the folder that Home Assistant gives each add-on, which the
// configuration beside the Dockerfile makes one.
func addOnFolder(p *fixes.Pass, dir, text string) []string {
	var addOn struct {
		Name, Version, Slug string
		Arch                []string
	}
	if dir != path.Dir(p.File.Path) || !project.ReadYAML(text, &addOn) || addOn.Name == "" || addOn.Version == "" || addOn.Slug == "" || len(addOn.Arch) == 0 {
		return nil
	}
	return []string{"/data"}
}

// copilotVolumes returns where Copilot mounts file systems into the service that it
// builds from the Dockerfile.
func copilotVolumes(p *fixes.Pass, dir, text string) (out []string) {
	var file struct {
		Image   map[string]any `yaml:"image"`
		Storage struct {
			Volumes map[string]struct {
				Path string `yaml:"path"`
				EFS  any    `yaml:"efs"`
				Read *bool  `yaml:"read_only"`
			} `yaml:"volumes"`
		} `yaml:"storage"`
	}
	if !project.ReadYAML(text, &file) {
		return nil
	}
	dockerfile, ok := strings.CutPrefix(deploy.ImageOf(map[string]any{"image": file.Image}), deploy.BuiltBy)
	if !ok || !deploy.NamedFrom(path.Join(dir, "manifest.yml"), dockerfile, p.File.Path) {
		return nil
	}
	for _, name := range project.SortedNames(file.Storage.Volumes) {
		if v := file.Storage.Volumes[name]; v.EFS != nil && (v.Read == nil || !*v.Read) {
			out = append(out, v.Path)
		}
	}
	return out
}

// renderDisks returns where Render mounts the disks of the services that it builds
// from the Dockerfile.
func renderDisks(p *fixes.Pass, dir, text string) (out []string) {
	var file struct {
		Services []struct {
			Dockerfile string `yaml:"dockerfilePath"`
			Root       string `yaml:"rootDir"`
			Disk       struct {
				Path string `yaml:"mountPath"`
			} `yaml:"disk"`
		} `yaml:"services"`
	}
	if !project.ReadYAML(text, &file) {
		return nil
	}
	for _, s := range file.Services {
		if s.Disk.Path != "" && path.Join(dir, s.Root, cmp.Or(s.Dockerfile, "Dockerfile")) == p.File.Path {
			out = append(out, s.Disk.Path)
		}
	}
	return out
}

var (
	railwayMount      = pattern.New(`requiredMountPath"?\s*[:=]\s*"([^"\n]+)"`).Needs("requiredMountPath")
	railwayDockerfile = pattern.New(`dockerfilePath"?\s*[:=]\s*"([^"\n]+)"`).Needs("dockerfilePath")
)

// railwayVolume returns where a service of Railway has to have its volume.
func railwayVolume(p *fixes.Pass, dir, text string) []string {
	mount := railwayMount.FindStringSubmatch(text)
	dockerfile := path.Join(dir, "Dockerfile")
	if m := railwayDockerfile.FindStringSubmatch(text); m != nil {
		dockerfile = strings.TrimPrefix(m[1], "/")
	}
	if mount == nil || dockerfile != p.File.Path && path.Join(dir, dockerfile) != p.File.Path {
		return nil
	}
	return mount[1:]
}
