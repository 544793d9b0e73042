package rights

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
)

// takenVolume returns why a volume without a name that a container takes from another one is in
// the way of another user: it was made for the image of that container, with the owner that its
// folder has there, before this one started.
func takenVolume(p *fixes.Pass, t *fixes.Target, v mounts.RunVolume) (string, error) {
	if v.From == "" || v.Source != "" || v.ReadOnly {
		return "", nil
	}
	users, err := volumeUsers.Of(p.Repo, v.By)
	if err != nil {
		return "", err
	}
	names := deploy.ImageNames(p, t)
	tell := deploy.ComposeImages(t, names, launch.OursOf(p, t, names))
	for _, u := range users {
		built := u.builtFrom(v.By)
		switch {
		case u.name != v.From:
		case built == p.File.Path, u.context == "" && tell(u.image, v.Target), u.gives:
			return "", nil
		case v.Target == "" && built != "" && !hasVolume(p, built):
			return "", nil
		case v.Target != "":
			return fmt.Sprintf("%s hands the volume %s of the service %s on to it, which belongs to whoever owns that folder in the image of %s: another user may not write to it", v.By, v.Target, v.From, v.From), nil
		default:
			return fmt.Sprintf("%s hands the volumes of the service %s on to it, which belong to whoever owns their folders in the image of %s: another user may not write to them", v.By, v.From, v.From), nil
		}
	}
	return "", nil
}

// hasVolume reports whether a Dockerfile of the repository declares a volume, or may: one that
// cannot be read may.
func hasVolume(p *fixes.Pass, name string) bool {
	file, err := p.Repo.Dockerfile(name)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(file.Stages, func(s *dockerfile.Stage) bool {
		return slices.ContainsFunc(s.Instructions, func(i *dockerfile.Instruction) bool { return i.Is("VOLUME") })
	})
}
