package bot

import (
	"fmt"
	"slices"
	"time"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes/policy"
)

// early returns why a decision has to wait for the policy's schedule, "" when it
// need not. Only commits wait: a pull request that is no longer needed is closed
// at once. The daily look at each repository takes up what waited.
func (b *Bot) early(lane lane, config *policy.Config, decision publish.Decision) string {
	schedule := config.Publishing.Schedule
	if lane.digests || schedule.Period() == 0 || !slices.ContainsFunc(decision.Ops, commits) {
		return ""
	}
	last := lane.state.Written()
	if next := last.Add(schedule.Period()); !last.IsZero() && b.now().Before(next) {
		return fmt.Sprintf("the policy says schedule: %s; the next commit may be made from %s on", schedule, next.UTC().Format(time.RFC3339))
	}
	return ""
}

func commits(op publish.Op) bool {
	_, ok := op.(publish.Push)
	return ok
}
