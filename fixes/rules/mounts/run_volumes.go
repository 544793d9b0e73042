package mounts

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A RunVolume is a mount of a container of the target, and the compose file
// that asks for it.
type RunVolume struct {
	builds.Volume
	By string
	// Empty reports a volume that belongs to root whatever the image has there.
	Empty bool
}

// VolumesOf returns what is mounted into containers of the target: by compose
// services that build it or run an image of its name, by "docker run", and in
// Kubernetes.
func VolumesOf(p *fixes.Pass, t *fixes.Target) ([]RunVolume, error) {
	var out []RunVolume
	for _, b := range t.Builds {
		if b.Source.Kind == builds.Compose {
			for _, v := range b.Volumes {
				out = append(out, RunVolume{Volume: v, By: v.Path})
			}
		}
	}
	commented, err := commentedVolumes(p, t)
	if err != nil {
		return nil, err
	}
	fly, err := flyVolumes(p)
	if err != nil {
		return nil, err
	}
	platforms, err := platformVolumes(p)
	if err != nil {
		return nil, err
	}
	ours := deploy.ImageNames(p, t)
	tasks, err := taskVolumes(p, ours)
	if err != nil {
		return nil, err
	}
	out = slices.Concat(out, commented, fly, platforms, tasks)
	others, err := mountsElsewhere(p, t, ours)
	if err != nil {
		return nil, err
	}
	out = append(out, others...)
	composed, err := p.Repo.Select(mountingServices)
	if err != nil {
		return nil, err
	}
	tell := deploy.ComposeImages(t, ours, launch.OursOf(p, t, ours))
	for _, name := range composed {
		mounts, err := composeMounts.Of(p.Repo, name)
		if err != nil {
			return nil, err
		}
		for _, m := range mounts {
			if m.isOf(p, name, tell) {
				out = append(out, RunVolume{Volume: m.Volume, By: name})
			}
		}
	}
	return out, nil
}

// CommittedMount reports whether a mount that is only read is of a file of the
// repository: git writes it so that every user may read it.
func CommittedMount(p *fixes.Pass, v RunVolume) bool {
	if !v.Bind || !v.ReadOnly || !strings.HasPrefix(v.Source, ".") {
		return false
	}
	name := path.Join(path.Dir(v.Path), v.Source)
	return fs.ValidPath(name) && p.Repo.Regular(name)
}

var mountingServices = mounting(deploy.ComposeFiles.Named, composeMounts)

// serviceMounts reads the mounts of services that build nothing. What is malformed
// is for the reader of builds to report.
func serviceMounts(text string) (out []imageMount) {
	var file struct {
		Services map[string]struct {
			Image   string `yaml:"image"`
			Build   any    `yaml:"build"`
			Volumes []any  `yaml:"volumes"`
			From    []any  `yaml:"volumes_from"`
			Secrets []any  `yaml:"secrets"`
			Configs []any  `yaml:"configs"`
		} `yaml:"services"`
		Secrets map[string]any `yaml:"secrets"`
		Configs map[string]any `yaml:"configs"`
	}
	if !project.ReadYAML(text, &file) {
		return nil
	}
	for _, service := range project.SortedNames(file.Services) {
		s := file.Services[service]
		if s.Build != nil {
			continue
		}
		var volumes []builds.Volume
		for _, v := range s.Volumes {
			if volume, ok := ReadMount(v); ok {
				volumes = append(volumes, volume)
			}
		}
		for _, from := range s.From {
			name, mode, _ := strings.Cut(fmt.Sprint(from), ":")
			for _, v := range file.Services[name].Volumes {
				if volume, ok := ReadMount(v); ok {
					volume.From, volume.ReadOnly = name, volume.ReadOnly || mode == "ro"
					volumes = append(volumes, volume)
				}
			}
			volumes = append(volumes, builds.Volume{From: name, ReadOnly: mode == "ro"})
		}
		volumes = append(volumes, handedFiles(s.Secrets, file.Secrets, "/run/secrets")...)
		volumes = append(volumes, handedFiles(s.Configs, file.Configs, "/")...)
		for _, volume := range volumes {
			out = append(out, imageMount{Volume: volume, images: []string{deploy.ServiceImage(s.Image)}, how: serviceMount})
		}
	}
	return out
}

// handedFiles reads the secrets or configs of a service that are files of the host,
// which Compose mounts with the rights that they have there.
func handedFiles(items []any, named map[string]any, dir string) (out []builds.Volume) {
	for _, item := range items {
		name, _ := item.(string)
		var target string
		if long, ok := item.(map[string]any); ok {
			name, _ = long["source"].(string)
			target, _ = long["target"].(string)
		}
		of, _ := named[name].(map[string]any)
		file, _ := of["file"].(string)
		if file == "" {
			continue
		}
		if target = cmp.Or(target, name); !path.IsAbs(target) {
			target = path.Join(dir, target)
		}
		out = append(out, builds.Volume{Source: file, Target: target, Bind: true, ReadOnly: true})
	}
	return out
}

// ReadMount reads one entry of a service's volumes, in either form.
func ReadMount(entry any) (v builds.Volume, ok bool) {
	switch e := entry.(type) {
	case string:
		parts := strings.Split(withDefaults(e), ":")
		if len(parts) == 1 {
			return builds.Volume{Target: parts[0]}, true
		}
		return builds.Volume{
			Source: parts[0], Target: parts[1], Bind: strings.ContainsAny(parts[0][:min(1, len(parts[0]))], "./~$"),
			ReadOnly: len(parts) > 2 && slices.Contains(strings.Split(parts[2], ","), "ro"),
		}, true
	case map[string]any:
		source, _ := e["source"].(string)
		target, _ := e["target"].(string)
		return builds.Volume{Source: source, Target: target, Bind: e["type"] == "bind", ReadOnly: e["read_only"] == true, Memory: e["type"] == "tmpfs"}, target != ""
	}
	return v, false
}

// withDefaults returns a mount with its variables' defaults, whose colons are no
// part of it, as compose and shells have them. Expressions of workflows stay.
func withDefaults(mount string) string {
	if !strings.Contains(mount, "${") || strings.Contains(mount, "${{") {
		return mount
	}
	return builds.Defaults(mount, func(name string) string { return "${" + name + "}" })
}
