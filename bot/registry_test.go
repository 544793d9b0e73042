package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

// moody plans like linePlanner with an image that a registry tells about, or
// does not: then what depends on it is held back.
type moody struct{ down bool }

func (m *moody) Plan(ctx context.Context, snap fixes.Snapshot, policy fixes.Policy) (*fixes.Plan, error) {
	if m.down {
		policy.Skipped = map[string]bool{"floating-base-image": true}
	}
	plan, err := linePlanner{}.Plan(ctx, snap, policy)
	if err != nil {
		return nil, err
	}
	if m.down {
		plan.Unanswered = []string{"node"}
		plan.Inputs = append(plan.Inputs, fixes.Input{Kind: fixes.ImageInput, Name: "node"})
	} else {
		plan.Inputs = append(plan.Inputs, fixes.Input{Kind: fixes.ImageInput, Name: "node", Value: "sha256:1"})
	}
	return plan, nil
}

func TestARegistryThatDoesNotAnswerChangesNoOpenPullRequest(t *testing.T) {
	registry := &moody{}
	w := newWorld(t, naive)
	w.bot.Engine = registry
	w.reconcile("")
	registry.down = true
	w.reconcile("")
	if w.sim.Writes() != 0 || !strings.Contains(w.why(), "does not answer") {
		t.Errorf("why %q, requests:\n%s", w.why(), w.log())
	}
	if got := w.file("Dockerfile"); got != repaired {
		t.Errorf("the branch has\n%s", got)
	}
	registry.down = false
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("when it answered again it wrote:\n%s", w.log())
	}
}

func TestARegistryThatNeverAnsweredHoldsNothingUp(t *testing.T) {
	w := newWorld(t, naive)
	w.bot.Engine = &moody{down: true}
	w.reconcile("")
	w.push(map[string]string{"api/Dockerfile": "FROM x\nCMD npm start\n"})
	w.reconcile("")
	if pull := w.pull(); len(pull.Placed) != 2 {
		t.Errorf("comments %q, want two", pull.Placed)
	}
}
