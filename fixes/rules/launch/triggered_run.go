package launch

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// TriggersRun holds back: commands of ONBUILD run in the builds of others, as the user that the
// image leaves.
func TriggersRun(_ *fixes.Pass, t *fixes.Target) string {
	if on := TriggeredRun(t); on != nil {
		return fmt.Sprintf("ONBUILD at line %d runs in the builds of others, which may need root for it. Let them set the user", on.StartLine)
	}
	return ""
}

// TriggeredRun returns an ONBUILD of the target that runs something in the builds
// of images that are made from this one, nil when there is none.
func TriggeredRun(t *fixes.Target) *dockerfile.Instruction {
	for _, m := range t.Chain.Steps {
		if m.Trigger != nil && m.Trigger.Is("RUN") {
			return m.Instruction
		}
	}
	return nil
}
