package installs

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// OfferPrune attaches the removal of dev dependencies behind the last step that
// needs them, or the reason against it. With elsewhere, why another image needs
// them, it is done in the target's own stage only.
func OfferPrune(p *fixes.Pass, t *fixes.Target, tree deploy.ModuleTree, pr *project.Project, elsewhere string, f *fixes.Finding) {
	command, withheld := devneeds.PruneCommand(p, t, tree.Install, pr)
	if f.Withheld = withheld; withheld != "" {
		return
	}
	places := prunePlaces(p, t, tree)
	for _, at := range places {
		if f.Withheld = pruneUndoes(p, at, tree.Install); f.Withheld == "" {
			f.Withheld = pruneEmpties(p, at, tree.Install)
		}
		if f.Withheld != "" {
			return
		}
	}
	for _, at := range places {
		withheld := devneeds.UnfitPlace(p, at, tree.Install)
		if elsewhere != "" && (at.Stage != t.Stage || lendsModules(p, at.Stage, tree.Install)) {
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
			Changes: []fixes.Change{p.Edit(p.File.InsertAfter(at.After, p.File.Style.Keyword("RUN")+" "+command))},
		}
		if at.Stage == t.Stage {
			f.Fix.Notes = []string{"The layer of the install still holds them: they are gone from the image's files, but its size stays. A build stage of its own makes it smaller (single-stage-build)."}
		}
		return
	}
}

// lendsModules reports whether another target with the same modules is built on
// a stage, or takes them from it.
func lendsModules(p *fixes.Pass, stage *dockerfile.Stage, i *fixes.Install) bool {
	return slices.ContainsFunc(holdersOf(p, i), func(h moduleHolder) bool {
		return h.target.Stage != stage && (h.tree.From == stage || launch.Inherits(p, h.target.Stage, stage))
	})
}

// prunePlaces returns where the removal may stand, the best first: in the stage
// from which node_modules is copied, then in the shipped one.
func prunePlaces(p *fixes.Pass, t *fixes.Target, tree deploy.ModuleTree) []devneeds.PrunePlace {
	var out []devneeds.PrunePlace
	if tree.From != nil {
		out = append(out, devneeds.PrunePlace{Stage: tree.From, Dir: tree.FromDir, After: lastDevStep(p, tree.From, tree.Install)})
	}
	return append(out, devneeds.PrunePlace{Stage: t.Stage, Dir: tree.Dir, After: lastDevStep(p, t.Stage, tree.Install)})
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
		if m.Instruction == i.At || isCopy && c.From != nil || launch.StepNeedsDev(p, m, nil) != nil {
			last = m.Instruction
		}
	}
	return last
}
