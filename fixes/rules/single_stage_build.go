package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/splits"
)

// singleStageBuild reports shipped images that keep what only their build
// needs.
var singleStageBuild = &fixes.Rule{
	ID: "single-stage-build", Practice: 8,
	Doc: doc("single_stage_build.md"), Severity: fixes.Warning, Offers: fixes.OnRequest,
	Check: checkSingleStageBuild,
}

func checkSingleStageBuild(p *fixes.Pass) error {
	seen := map[*dockerfile.Stage]bool{}
	for _, t := range p.Production() {
		kept, span, err := splits.KeptByBuild(p, t)
		if err != nil {
			return err
		}
		if len(kept) == 0 || seen[t.Stage] {
			continue
		}
		seen[t.Stage] = true
		f := fixes.Finding{
			Span: span, Key: t.Stage.Name,
			Message: fmt.Sprintf("The shipped image keeps what only its build needs: %s. A build stage would leave it behind.", launch.And(kept)),
		}
		if f.Fix, f.Withheld, err = splitFix(p, t); err != nil {
			return err
		}
		p.Report(f)
	}
	return nil
}

// splitFix offers the two stages, or says which instruction cannot be placed in
// one of them.
func splitFix(p *fixes.Pass, t *fixes.Target) (*fixes.Fix, string, error) {
	s := &splits.Split{P: p, Target: t, Stage: t.Stage}
	for _, step := range []func() (string, error){s.MayBegin, s.FindCut, s.PlaceAll, s.DropDev, s.ChooseFiles, s.ChooseNames} {
		if withheld, err := step(); withheld != "" || err != nil {
			return nil, withheld, err
		}
	}
	return &fixes.Fix{
		Title:         fmt.Sprintf("Build in a stage of its own, %s", s.BuildName),
		Applicability: fixes.OnRequest,
		Changes:       []fixes.Change{p.Edit(s.Edits()...)},
		Notes:         s.Notes,
	}, "", nil
}
