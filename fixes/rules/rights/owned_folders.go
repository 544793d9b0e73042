package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
)

// addVolumes takes in what VOLUME and compose mount. A volume gets the owner
// that its folder has in the image.
func (o *Ownership) addVolumes(p *fixes.Pass, t *fixes.Target) (withheld string, err error) {
	for _, m := range t.Chain.Steps {
		if !m.Is("VOLUME") {
			continue
		}
		for _, w := range m.Args {
			name, ok := m.Scene.Expand(w.Text)
			user, known := launch.UserBefore(p, t.Chain, m.Scene)
			if !ok || !known || !launch.MeansRoot(user) {
				return fmt.Sprintf("who owns the VOLUME %s is not certain", w.Text), nil
			}
			o.volumes = true
			o.add(t, ownedFolder{path: m.Scene.Abs(name), make: true, volume: m.Instruction})
		}
	}
	volumes, err := mounts.VolumesOf(p, t)
	if err != nil {
		return "", err
	}
	for _, v := range volumes {
		if why := hostMount(v); why != "" && !mounts.CommittedMount(p, v) {
			return why, nil
		}
		if v.Memory {
			o.memory = append(o.memory, v)
			continue
		}
		if why, err := takenVolume(p, t, v); why != "" || err != nil {
			return why, err
		}
		if !v.Bind && path.IsAbs(v.Target) && path.Base(v.Target) != "node_modules" {
			if why, err := sharedVolume(p, t, v); why != "" || err != nil {
				return why, err
			}
			o.volumes = o.volumes || v.Source != ""
			o.add(t, ownedFolder{path: path.Clean(v.Target), make: true})
		}
	}
	return "", nil
}

// addMade takes in the folders that a RUN makes for the program.
func (o *Ownership) addMade(p *fixes.Pass, t *fixes.Target) {
	for n, m := range t.Chain.Steps {
		if !m.Is("RUN") || !m.Scene.WorkdirKnown {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, c := range script.Commands {
				args, ok := m.FixedArgsOf(c)
				if c.Name() != "mkdir" || !ok || !c.DirKnown {
					continue
				}
				_, folders := foldersMade(c.Name(), args)
				for _, arg := range folders {
					at := m.Scene
					at.Workdir = at.Abs(c.Dir)
					if name := at.Abs(arg); programFolder(name, t.Chain) {
						o.addSince(t, n, ownedFolder{path: withParents(p, t, name, args), make: true, all: true})
					}
				}
			}
		}
	}
}

// withParents returns the uppermost folder below the working directory that mkdir -p makes
// along with one, which the program may write to as well.
func withParents(p *fixes.Pass, t *fixes.Target, name string, args []string) string {
	rel, below := strings.CutPrefix(name, t.Chain.End.Workdir+"/")
	first, _, deeper := strings.Cut(rel, "/")
	_, dir := deploy.ProgramManifest(p, t)
	if !below || !deeper || !slices.Contains(args, "-p") || p.Repo.IsDir(path.Join(dir, first)) {
		return name
	}
	return path.Join(t.Chain.End.Workdir, first)
}

// programFolder reports whether a folder that a RUN makes is there for the
// program to write into: not the system's, nothing that only the build uses,
// nothing that holds the program itself, nothing that is removed again.
func programFolder(name string, c *fixes.Chain) bool {
	if mounts.SystemFolder.MatchString(name) && !deploy.InFolder(name, c.End.Workdir) || deploy.InFolder(name, "/tmp") && buildOnly(name, c) || strings.Contains(name, "node_modules") || deploy.InFolder(c.End.Workdir, name) || strings.HasPrefix(name, "/var/cache/") {
		return false
	}
	return !slices.ContainsFunc(launch.CommandsOf(c), func(cmd *dockerfile.Command) bool {
		args, _ := cmd.Args()
		return (cmd.Name() == "rm" || cmd.Name() == "mv") && slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, name) })
	})
}
