package bot

import (
	"context"
	"fmt"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/report"
)

// desired turns a plan into what is to be on GitHub.
func (b *Bot) desired(ctx context.Context, plan *fixes.Plan, config *policy.Config, problem *broken, lane lane, mem publish.Memory) publish.Desired {
	opts := report.Options{BaseURL: b.PagesURL, Rules: b.Rules}
	prefix := config.Publishing.CommitPrefix
	d := publish.Desired{
		Branch: lane.branch, Plan: identity(plan, problem),
		Title: prefix + report.Title(plan), Message: prefix + report.CommitMessage(plan),
		Body:    report.Body(plan, report.BodyOptions{Options: opts, Notices: notices(problem), Digests: lane.digests, Bumps: b.bumps(ctx, plan)}),
		Applied: mem.Applied, Skipped: mem.Skipped, Declined: mem.Declined,
		Labels: config.Publishing.Labels, Reviewers: config.Publishing.Reviewers, Draft: config.Publishing.Draft,
		Gone: gone(plan), Now: b.now(),
	}
	for _, f := range plan.Files {
		d.Files = append(d.Files, publish.File{Path: f.Path, Mode: f.Mode.Perm(), Content: f.After})
	}
	for _, c := range report.Comments(plan, report.CommentOptions{Options: opts}) {
		d.Comments = append(d.Comments, publish.Comment{ID: c.ID, Path: c.Path, Line: c.Line, StartLine: c.StartLine, Body: c.Body})
	}
	for _, in := range plan.Inputs {
		if in.Kind == fixes.ImageInput && in.Value != "" {
			d.Answered = append(d.Answered, in.Name)
		}
	}
	for _, s := range plan.Steps {
		d.Offered = append(d.Offered, s.ID)
	}
	return d
}

// gone says why a pull request is no longer needed.
func gone(plan *fixes.Plan) string {
	if len(plan.Dockerfiles) == 0 {
		return "The default branch has no Dockerfile any more that nodedock looks at, so this pull request is no longer needed."
	}
	return "The default branch has nothing left that this pull request would fix, so it is no longer needed."
}

// notices tells the readers of a pull request about a policy that was not read.
func notices(problem *broken) []string {
	if problem == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s: the policy could not be read, so %s. %s", problem.where(), problem.instead, report.Neutral(problem.Message))}
}
