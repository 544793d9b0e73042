package bot

import (
	"context"
	"slices"

	"github.com/nodedock/nodedock/bot/publish"
)

// mayOpen returns a RetryAfter when the decision would open one pull request more
// than the installation is to get in an hour: so that one with hundreds of
// repositories is not flooded on its first day. What a person asked for does
// not wait.
func (b *Bot) mayOpen(ctx context.Context, repo Repository, branch string, decision publish.Decision, asked bool) error {
	opens := slices.ContainsFunc(decision.Ops, func(op publish.Op) bool { _, ok := op.(publish.OpenPull); return ok })
	if b.PRsPerHour <= 0 || !opens || asked {
		return nil
	}
	turn, err := b.ledger().Turn(ctx, repo.Installation, repositoryName(repo)+" "+branch, b.PRsPerHour)
	switch {
	case err != nil:
		return err
	case turn.After(b.now()):
		return &Later{Until: turn, Reason: "enough pull requests were opened in this installation for now"}
	}
	return nil
}
