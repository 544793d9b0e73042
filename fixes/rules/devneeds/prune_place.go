package devneeds

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A PrunePlace is where dev dependencies could be removed.
type PrunePlace struct {
	Stage *dockerfile.Stage
	Dir   string
	After *dockerfile.Instruction
}

// UnfitPlace says why the removal would do harm or fail at a place.
func UnfitPlace(p *fixes.Pass, at PrunePlace, i *fixes.Install) string {
	if use := DevUseAfter(p, at.Stage, at.Dir, at.After, nil); use != nil {
		return fmt.Sprintf("%s, so they cannot be left out or removed here. Install them without dev dependencies in a stage of its own", use)
	}
	scene := SceneAfter(p, at.Stage, at.After)
	manifest, described := p.Origin(at.Stage, path.Join(at.Dir, "package.json"), Following(p, at.Stage, at.After))
	switch {
	case !described:
		return fmt.Sprintf("after the last step that needs them, at line %d, there is no package.json beside node_modules that says which they are", at.After.EndLine)
	case i.Manifest != nil && manifest != i.Manifest.Path:
		return fmt.Sprintf("after the last step that needs them, at line %d, %s has taken the place of %s, by which they were installed, and the removal would go by that one. Install without dev dependencies in a stage of its own", at.After.EndLine, manifest, i.Manifest.Path)
	case !scene.WorkdirKnown || scene.Workdir != at.Dir:
		return fmt.Sprintf("after the last step that needs them, at line %d, the working directory is not %s any more. Remove them there with npm prune", at.After.EndLine, at.Dir)
	case scene.User != i.Scene.User && !launch.MeansRoot(scene.User) && !handedOver(p, at, i, scene.User):
		return fmt.Sprintf("after the last step that needs them the user is %s, who may not remove what another one installed", scene.User)
	case at.After.Heredocs != nil && !at.After.Is("RUN"):
		return "the last step that needs them is not a RUN"
	}
	if _, ok := p.Origin(at.Stage, path.Join(at.Dir, "yarn.lock"), Following(p, at.Stage, at.After)); !ok && launch.LockedGeneration(p, i) == node.YarnClassic {
		return fmt.Sprintf("after the last step that needs them, at line %d, there is no yarn.lock beside node_modules, without which Yarn would choose versions anew", at.After.EndLine)
	}
	if launch.LockedGeneration(p, i) != node.YarnBerry {
		for _, dir := range project.WorkspacesOf(p, i.Dir, i.Manifest) {
			if !WorkspaceSeen(p, i, dir) {
				continue // nothing was installed for it
			}
			inside := strings.TrimPrefix(dir, i.Dir+"/")
			if _, ok := p.Origin(at.Stage, path.Join(at.Dir, inside, "package.json"), Following(p, at.Stage, at.After)); !ok {
				return fmt.Sprintf("%s/package.json is not there after the last step that needs them, and with it what that workspace needs would be removed", dir)
			}
		}
	}
	return cmp.Or(installedByName(p, at.Stage, at.Dir), installedByName(p, i.Stage, i.Workdir))
}

// installedByName says which step of a stage installs packages by their names into a folder: package.json
// does not name those.
func installedByName(p *fixes.Pass, stage *dockerfile.Stage, dir string) string {
	for _, m := range p.Chain(stage).Steps {
		for _, other := range deploy.InstallsAt(p, m) {
			if !other.Project() && !other.Global && (other.Workdir == "" || other.Workdir == dir) && len(other.Packages) > 0 {
				return fmt.Sprintf("%s at line %d installs packages by name, and removing dev dependencies may remove those too. Add them to package.json", launch.InstallName(other), m.StartLine)
			}
		}
	}
	return ""
}

// SceneAfter returns the scene behind one of the stage's own instructions.
func SceneAfter(p *fixes.Pass, stage *dockerfile.Stage, at *dockerfile.Instruction) fixes.Scene {
	chain := p.Chain(stage)
	for _, m := range chain.Steps {
		if chain.Own(m) && m.Index > at.Index {
			return m.Scene
		}
	}
	return chain.End
}

// handedOver reports whether a step between the install and the place of the removal
// gives the folder of the project, with all that is in it, to a user.
func handedOver(p *fixes.Pass, at PrunePlace, i *fixes.Install, user string) bool {
	chain := p.Chain(at.Stage)
	name, _, _ := strings.Cut(user, ":")
	return slices.ContainsFunc(chain.Steps, func(m fixes.Moment) bool {
		between := m.Index > i.At.Index && m.Index <= at.After.Index
		return between && m.Is("RUN") && recursiveChown.MatchString(m.Spoken()) && launch.GivenBy(p, &fixes.Target{Chain: chain}, m, name, path.Join(at.Dir, "node_modules"))
	})
}

var recursiveChown = pattern.New(`\bchown\s+(-\S+\s+)*(-\w*R\w*|--recursive)\b`).Needs("chown")

// Following returns the instruction after one.
func Following(p *fixes.Pass, stage *dockerfile.Stage, at *dockerfile.Instruction) *dockerfile.Instruction {
	for _, other := range stage.Instructions {
		if other.Index == at.Index+1 {
			return other
		}
	}
	return nil
}
