package rules

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
)

// A prunePlace is where dev dependencies could be removed.
type prunePlace struct {
	stage *dockerfile.Stage
	dir   string
	after *dockerfile.Instruction
}

// offerPrune attaches the removal of dev dependencies behind the last step that
// needs them, or the reason against it. With elsewhere, why another image needs
// them, it is done in the target's own stage only.
func offerPrune(p *fixes.Pass, t *fixes.Target, tree moduleTree, pr *project, elsewhere string, f *fixes.Finding) {
	command, withheld := pruneCommand(p, t, tree.install, pr)
	if f.Withheld = withheld; withheld != "" {
		return
	}
	places := prunePlaces(p, t, tree)
	for _, at := range places {
		if f.Withheld = pruneUndoes(p, at, tree.install); f.Withheld == "" {
			f.Withheld = pruneEmpties(p, at, tree.install)
		}
		if f.Withheld != "" {
			return
		}
	}
	for _, at := range places {
		withheld := unfitPlace(p, at, tree.install)
		if elsewhere != "" && (at.stage != t.Stage || lendsModules(p, at.stage, tree.install)) {
			withheld = elsewhere + ". Install without dev dependencies in a stage of its own"
		}
		if withheld != "" {
			if f.Withheld == "" { // the best place has the best reason
				f.Withheld = withheld
			}
			continue
		}
		f.Withheld = ""
		f.Fix = &fixes.Fix{
			Title: "Remove dev dependencies after the last step that needs them", Applicability: fixes.Review,
			Changes: []fixes.Change{p.Edit(p.File.InsertAfter(at.after, p.File.Style.Keyword("RUN")+" "+command))},
		}
		if at.stage == t.Stage {
			f.Fix.Notes = []string{"The layer of the install still holds them: they are gone from the image's files, but its size stays. A build stage of its own makes it smaller (single-stage-build)."}
		}
		return
	}
}

// lendsModules reports whether another target with the same modules is built on
// a stage, or takes them from it.
func lendsModules(p *fixes.Pass, stage *dockerfile.Stage, i *fixes.Install) bool {
	return slices.ContainsFunc(holdersOf(p, i), func(h moduleHolder) bool {
		return h.target.Stage != stage && (h.tree.from == stage || inherits(p, h.target.Stage, stage))
	})
}

// prunePlaces returns where the removal may stand, the best first: in the stage
// from which node_modules is copied, then in the shipped one.
func prunePlaces(p *fixes.Pass, t *fixes.Target, tree moduleTree) []prunePlace {
	var out []prunePlace
	if tree.from != nil {
		out = append(out, prunePlace{tree.from, tree.fromDir, lastDevStep(p, tree.from, tree.install)})
	}
	return append(out, prunePlace{t.Stage, tree.dir, lastDevStep(p, t.Stage, tree.install)})
}

// lastDevStep returns the last of the stage's own instructions that needs dev
// dependencies or brings them; its FROM when there is none.
func lastDevStep(p *fixes.Pass, stage *dockerfile.Stage, i *fixes.Install) *dockerfile.Instruction {
	last := stage.From
	chain := p.Chain(stage)
	for _, m := range chain.Steps {
		if !chain.Own(m) {
			continue
		}
		c, isCopy := p.ReadCopy(m)
		if m.Instruction == i.At || isCopy && c.From != nil || stepNeedsDev(p, m, nil) != nil {
			last = m.Instruction
		}
	}
	return last
}

// unfitPlace says why the removal would do harm or fail at a place.
func unfitPlace(p *fixes.Pass, at prunePlace, i *fixes.Install) string {
	if use := devUseAfter(p, at.stage, at.dir, at.after, nil); use != nil {
		return fmt.Sprintf("%s, so they cannot be left out or removed here. Install them without dev dependencies in a stage of its own", use)
	}
	scene := sceneAfter(p, at.stage, at.after)
	manifest, described := p.Origin(at.stage, path.Join(at.dir, "package.json"), following(p, at.stage, at.after))
	switch {
	case !described:
		return fmt.Sprintf("after the last step that needs them, at line %d, there is no package.json beside node_modules that says which they are", at.after.EndLine)
	case i.Manifest != nil && manifest != i.Manifest.Path:
		return fmt.Sprintf("after the last step that needs them, at line %d, %s has taken the place of %s, by which they were installed, and the removal would go by that one. Install without dev dependencies in a stage of its own", at.after.EndLine, manifest, i.Manifest.Path)
	case !scene.WorkdirKnown || scene.Workdir != at.dir:
		return fmt.Sprintf("after the last step that needs them, at line %d, the working directory is not %s any more. Remove them there with npm prune", at.after.EndLine, at.dir)
	case scene.User != i.Scene.User && !meansRoot(scene.User) && !handedOver(p, at, i, scene.User):
		return fmt.Sprintf("after the last step that needs them the user is %s, who may not remove what another one installed", scene.User)
	case at.after.Heredocs != nil && !at.after.Is("RUN"):
		return "the last step that needs them is not a RUN"
	}
	if _, ok := p.Origin(at.stage, path.Join(at.dir, "yarn.lock"), following(p, at.stage, at.after)); !ok && lockedGeneration(p, i) == node.YarnClassic {
		return fmt.Sprintf("after the last step that needs them, at line %d, there is no yarn.lock beside node_modules, without which Yarn would choose versions anew", at.after.EndLine)
	}
	if lockedGeneration(p, i) != node.YarnBerry {
		for _, dir := range workspacesOf(p, i.Dir, i.Manifest) {
			if !workspaceSeen(p, i, dir) {
				continue // nothing was installed for it
			}
			inside := strings.TrimPrefix(dir, i.Dir+"/")
			if _, ok := p.Origin(at.stage, path.Join(at.dir, inside, "package.json"), following(p, at.stage, at.after)); !ok {
				return fmt.Sprintf("%s/package.json is not there after the last step that needs them, and with it what that workspace needs would be removed", dir)
			}
		}
	}
	return cmp.Or(installedByName(p, at.stage, at.dir), installedByName(p, i.Stage, i.Workdir))
}

// installedByName says which step of a stage installs packages by their names into a folder: package.json
// does not name those.
func installedByName(p *fixes.Pass, stage *dockerfile.Stage, dir string) string {
	for _, m := range p.Chain(stage).Steps {
		for _, other := range installsAt(p, m) {
			if !other.Project() && !other.Global && (other.Workdir == "" || other.Workdir == dir) && len(other.Packages) > 0 {
				return fmt.Sprintf("%s at line %d installs packages by name, and removing dev dependencies may remove those too. Add them to package.json", installName(other), m.StartLine)
			}
		}
	}
	return ""
}

// sceneAfter returns the scene behind one of the stage's own instructions.
func sceneAfter(p *fixes.Pass, stage *dockerfile.Stage, at *dockerfile.Instruction) fixes.Scene {
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
func handedOver(p *fixes.Pass, at prunePlace, i *fixes.Install, user string) bool {
	chain := p.Chain(at.stage)
	name, _, _ := strings.Cut(user, ":")
	return slices.ContainsFunc(chain.Steps, func(m fixes.Moment) bool {
		between := m.Index > i.At.Index && m.Index <= at.after.Index
		return between && m.Is("RUN") && recursiveChown.MatchString(m.Spoken()) && givenBy(p, &fixes.Target{Chain: chain}, m, name, path.Join(at.dir, "node_modules"))
	})
}

var recursiveChown = pattern.New(`\bchown\s+(-\S+\s+)*(-\w*R\w*|--recursive)\b`).Needs("chown")
