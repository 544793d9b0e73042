package mounts

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	flyMounts     = pattern.New(`(?m)^\s*\[{1,2}\s*mounts?\s*\]{1,2}`)
	flyTarget     = pattern.New(`(?m)^\s*destination\s*=\s*["']([^"'\n]+)["']`)
	flyDockerfile = pattern.New(`(?m)^\s*dockerfile\s*=\s*["']([^"'\n]+)["']`)
)

// A FlyApp is the configuration of Fly for machines that run the image.
type FlyApp struct{ Name, Text string }

// FlyApps returns the configurations of Fly that lie beside the image's Dockerfile or in the root
// of its context, but for those that name another Dockerfile.
func FlyApps(p *fixes.Pass) (out []FlyApp, err error) {
	for _, name := range p.Repo.Files() {
		base, dir := path.Base(name), path.Dir(name)
		if !strings.HasPrefix(base, "fly.") || path.Ext(base) != ".toml" || dir != p.Context().Dir && dir != path.Dir(p.File.Path) {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil || !ok {
			return out, err
		}
		text := string(data)
		if m := flyDockerfile.FindStringSubmatch(text); m != nil && path.Join(dir, m[1]) != p.File.Path {
			continue
		}
		out = append(out, FlyApp{name, text})
	}
	return out, nil
}

// flyVolumes returns the volumes that Fly mounts into machines of the image. A
// new one belongs to root there: what the image has in its place is not copied
// into it, as Docker does (fly.io/docs/volumes).
func flyVolumes(p *fixes.Pass) (out []RunVolume, err error) {
	apps, err := FlyApps(p)
	for _, app := range apps {
		if at := flyMounts.FindStringIndex(app.Text); at != nil {
			for _, m := range flyTarget.FindAllStringSubmatch(app.Text[at[0]:], -1) {
				out = append(out, RunVolume{Volume: builds.Volume{Target: path.Clean(m[1])}, By: app.Name, Empty: true})
			}
		}
	}
	return out, err
}
