package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
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
		kept, span, err := keptByBuild(p, t)
		if err != nil {
			return err
		}
		if len(kept) == 0 || seen[t.Stage] {
			continue
		}
		seen[t.Stage] = true
		f := fixes.Finding{
			Span: span, Key: t.Stage.Name,
			Message: fmt.Sprintf("The shipped image keeps what only its build needs: %s. A build stage would leave it behind.", and(kept)),
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
	s := &split{p: p, target: t, stage: t.Stage}
	for _, step := range []func() (string, error){s.mayBegin, s.findCut, s.placeAll, s.dropDev, s.chooseFiles, s.chooseNames} {
		if withheld, err := step(); withheld != "" || err != nil {
			return nil, withheld, err
		}
	}
	return &fixes.Fix{
		Title:         fmt.Sprintf("Build in a stage of its own, %s", s.buildName),
		Applicability: fixes.OnRequest,
		Changes:       []fixes.Change{p.Edit(s.edits()...)},
		Notes:         s.notes,
	}, "", nil
}
