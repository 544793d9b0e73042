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

// flyVolumes returns the volumes that Fly mounts into machines of the image. A
// new one belongs to root there: what the image has in its place is not copied
// into it, as Docker does (fly.io/docs/volumes).
func flyVolumes(p *fixes.Pass) (out []RunVolume, err error) {
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
		if at := flyMounts.FindStringIndex(text); at != nil {
			for _, m := range flyTarget.FindAllStringSubmatch(text[at[0]:], -1) {
				out = append(out, RunVolume{Volume: builds.Volume{Target: path.Clean(m[1])}, By: name, Empty: true})
			}
		}
	}
	return out, nil
}
