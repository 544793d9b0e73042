package rights

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A volumeUser is a service of compose with the named volumes that it mounts, if any.
type volumeUser struct {
	name, image string
	// context and dockerfile say what it builds, "" when it builds nothing.
	context, dockerfile string
	user                string
	volumes             []builds.Volume
	after               []string // the services that it waits for
	// gives reports that it only hands the volume over to the user node.
	gives bool
}

// volumeUsers reads the services of a compose file.
var volumeUsers = &fixes.Derivation[[]volumeUser]{From: readVolumeUsers}

func readVolumeUsers(text string) (out []volumeUser) {
	type service struct {
		Image      string `yaml:"image"`
		Build      any    `yaml:"build"`
		User       any    `yaml:"user"`
		Volumes    []any  `yaml:"volumes"`
		DependsOn  any    `yaml:"depends_on"`
		Command    any    `yaml:"command"`
		Entrypoint any    `yaml:"entrypoint"`
	}
	for name, s := range project.ReadServices[service](text) {
		u := volumeUser{name: name, image: deploy.ServiceImage(s.Image), after: namesIn(s.DependsOn)}
		if s.User != nil {
			u.user = fmt.Sprint(s.User)
		}
		u.context, u.dockerfile = buildOf(s.Build)
		u.gives = mounts.GivesToNode.MatchString(fmt.Sprint(s.Entrypoint, " ", s.Command))
		for _, v := range s.Volumes {
			if volume, ok := mounts.ReadMount(v); ok && !volume.Bind && volume.Source != "" {
				u.volumes = append(u.volumes, volume)
			}
		}
		out = append(out, u)
	}
	return out
}

// namesIn returns the names of a list, or the keys of a mapping.
func namesIn(v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			out = append(out, fmt.Sprint(item))
		}
	case map[string]any:
		out = project.SortedNames(v)
	}
	return out
}

// buildOf reads the build of a service, in either form.
func buildOf(v any) (context, dockerfile string) {
	switch v := v.(type) {
	case string:
		return v, "Dockerfile"
	case map[string]any:
		context, _ = v["context"].(string)
		dockerfile, _ = v["dockerfile"].(string)
		return cmp.Or(context, "."), cmp.Or(dockerfile, "Dockerfile")
	}
	return "", ""
}

// sharedVolume returns why a named volume of compose is in the way of another user:
// a program of another image may write to it as well, and leaves there what belongs
// to its own user. Which of them makes the volume first is not known either.
func sharedVolume(p *fixes.Pass, t *fixes.Target, v mounts.RunVolume) (string, error) {
	if v.Bind || v.Source == "" || v.Memory || !deploy.ComposeFiles.Named(v.By) {
		return "", nil
	}
	ours, names := map[string]bool{}, deploy.ImageNames(p, t)
	tell := deploy.ComposeImages(t, names, launch.OursOf(p, t, names))
	var others []volumeUser
	files, err := p.Repo.Select(deploy.ComposeFiles)
	if err != nil {
		return "", err
	}
	for _, name := range files {
		if path.Dir(name) != path.Dir(v.By) {
			continue // another project has volumes of its own
		}
		users, err := volumeUsers.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		for _, u := range users {
			switch {
			case u.builtFrom(name) == p.File.Path, u.context == "" && tell(u.image, u.target(v.Source)):
				ours[u.name] = true
			case u.writes(v.Source):
				u.dockerfile = u.builtFrom(name)
				others = append(others, u)
			}
		}
	}
	for _, b := range t.Builds {
		if path.Dir(b.Source.Path) == path.Dir(v.By) {
			ours[b.Service] = true
		}
	}
	for _, u := range others {
		if ours[u.name] || u.image != "" && slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return slices.Contains(b.Tags, u.image) }) {
			continue
		}
		harmless, err := u.leavesVolume(p, v.Source, ours)
		if err != nil || harmless {
			return "", err
		}
		return fmt.Sprintf("%s gives the volume %s to the service %s too, which may write to it as another user: a program that is not root may be unable to read or change what it leaves there", v.By, v.Source, u.name), nil
	}
	return "", nil
}

// builtFrom returns the Dockerfile that the service builds, seen from the compose
// file, "" when it builds none of the repository's.
func (u volumeUser) builtFrom(composeFile string) string {
	if u.context == "" || strings.Contains(u.context, "://") {
		return ""
	}
	return path.Join(path.Dir(composeFile), u.context, u.dockerfile)
}

// target returns where the service mounts a volume, "" when it does not.
func (u volumeUser) target(volume string) string {
	for _, v := range u.volumes {
		if v.Source == volume {
			return v.Target
		}
	}
	return ""
}

// writes reports whether the service may write to a volume.
func (u volumeUser) writes(volume string) bool {
	return slices.ContainsFunc(u.volumes, func(v builds.Volume) bool { return v.Source == volume && !v.ReadOnly })
}

// leavesVolume reports whether a service writes nothing to a volume, or as the user node.
func (u volumeUser) leavesVolume(p *fixes.Pass, volume string, ours map[string]bool) (bool, error) {
	if u.gives || isNodeUser(u.user) {
		return true, nil
	}
	base := image.ClassifyName(u.image)
	if u.dockerfile != "" {
		if _, ok, err := p.Repo.Read(u.dockerfile); err != nil || !ok {
			return false, err
		}
		file, err := p.Repo.Dockerfile(u.dockerfile)
		if err != nil || len(file.Stages) == 0 {
			return false, nil // what cannot be read is not known
		}
		last := file.Stages[len(file.Stages)-1]
		for n := len(last.Instructions) - 1; n >= 0; n-- {
			if i := last.Instructions[n]; i.Is("USER") && len(i.Args) == 1 {
				return isNodeUser(i.Args[0].Text), nil
			}
		}
		base = image.ClassifyName(last.Base.Text)
	}
	fills := func(v builds.Volume) bool { return v.Source == volume && !v.ReadOnly && u.fills(v.Target, ours) }
	if collectors[path.Base(base.Ref.Path)] {
		fills = func(v builds.Volume) bool { return v.Source == volume && collectorKeeps(v.Target) }
	}
	return (servesFiles(base.Kind) || collectors[path.Base(base.Ref.Path)]) && !slices.ContainsFunc(u.volumes, fills), nil
}

// collectors are programs that read the logs of others and send them on; what they
// keep of their own lies in collectorKeeps.
var collectors = project.WordSet("filebeat promtail fluent-bit fluentd vector alloy logstash")

func collectorKeeps(target string) bool {
	return slices.ContainsFunc([]string{"/data", "/tmp", "/etc", "/var/lib", "/usr/share", "/fluentd"}, func(dir string) bool { return deploy.InFolder(path.Clean(target), dir) })
}

// isNodeUser reports whether a value of USER is the user node of the official image.
func isNodeUser(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "node" || name == "1000"
}

// servesFiles reports whether an image is a server that reads what it is given.
func servesFiles(k image.Kind) bool { return k == image.Nginx || k == image.Caddy || k == image.Httpd }

// fills reports whether a server keeps something of its own in a folder, or brings
// files there that a new volume gets if the server is the first to mount it.
func (u volumeUser) fills(target string, ours map[string]bool) bool {
	target = path.Clean(target)
	for _, dir := range []string{"/data", "/config", "/etc", "/var/log", "/var/cache", "/var/lib"} {
		if deploy.InFolder(target, dir) {
			return true
		}
	}
	later := slices.ContainsFunc(u.after, func(name string) bool { return ours[name] })
	return !later && slices.ContainsFunc([]string{"/usr/share/nginx/html", "/usr/local/apache2/htdocs", "/usr/share/caddy"}, func(dir string) bool { return deploy.InFolder(dir, target) })
}
