package bot

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/report"
)

// checkAgain checks the pull request that the command names, or else the one
// whose head it names; a check run of neither is that of the default branch.
func (b *Bot) checkAgain(ctx context.Context, cmd Command, run *Run) error {
	number := cmd.PullRequest
	if number == 0 {
		var err error
		if number, err = b.GitHub.OpenPullRequest(ctx, cmd.Repository, cmd.Head); err != nil {
			return err
		}
	}
	if number == 0 {
		_, err := b.reconcile(ctx, cmd, request{}, run)
		return err
	}
	return b.check(ctx, cmd.Repository, number, run)
}

// check publishes a check run on somebody's pull request. It never writes to
// their branch. Only findings that the pull request brings are annotated.
func (b *Bot) check(ctx context.Context, repo Repository, number int, run *Run) error {
	pull, err := b.GitHub.PullRequest(ctx, repo, number)
	if err != nil {
		return err
	}
	if run.Why = uncheckable(pull); run.Why != "" {
		return nil
	}
	run.Head, run.PullRequest = pull.Head, number
	snap, err := b.GitHub.Snapshot(ctx, repo, "")
	if err != nil {
		return err
	}
	config, _, err := b.policy(ctx, snap)
	if err != nil {
		return err
	}
	config.Fixes.Digests = b.digestPolicy(config.Fixes.Digests)
	if config.Publishing.Forks {
		snap.Fixes.Fork = false
	}
	if run.Why = snap.Fixes.Refuses(); run.Why != "" {
		return nil
	}
	if config.Publishing.Mode == policy.ModeOff {
		run.Why = "the policy says mode: off"
		return nil
	}
	before, after, err := b.compare(ctx, snap, pull, config)
	if err != nil {
		return err
	}
	run.Read, run.Found, run.Fixed = len(after.Inputs), len(after.Findings), len(after.Steps)
	check := b.checkRun(pull.Head, before, after, config)
	if err := b.GitHub.Check(ctx, repo, check); err != nil {
		return err
	}
	run.Wrote = append(run.Wrote, fmt.Sprintf("check run: %s, %d annotations", check.Conclusion, len(check.Annotations)))
	if !config.Publishing.Suggestions || pull.FromFork {
		return nil
	}
	return b.suggest(ctx, repo, pull, brought(before, after), run)
}

// uncheckable returns why a pull request gets no check run, "" when it does.
func uncheckable(pull *PullRequest) string {
	switch {
	case !pull.Open:
		return "the pull request is closed"
	case !pull.FromFork && (pull.HeadBranch == FixesBranch || pull.HeadBranch == DigestsBranch):
		return "the pull request is nodedock's own"
	case !slices.ContainsFunc(pull.Paths, fixes.Relevant):
		return "the pull request touches nothing that nodedock reads"
	}
	return ""
}

// compare plans the pull request's base and head.
func (b *Bot) compare(ctx context.Context, snap *Snapshot, pull *PullRequest, config *policy.Config) (before, after *fixes.Plan, err error) {
	base := snap.FS
	if pull.Base != snap.Head {
		if base, err = b.GitHub.Files(ctx, snap.Repository, pull.Base); err != nil {
			return nil, nil, err
		}
	}
	head, err := b.GitHub.Files(ctx, snap.Repository, pull.Head)
	if err != nil && pull.Fork.Name != "" {
		// A repository holds what its forks propose; not every server knows.
		head, err = b.GitHub.Files(ctx, pull.Fork, pull.Head)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, side := range []struct {
		sha   string
		files fs.FS
		plan  **fixes.Plan
	}{{pull.Base, base, &before}, {pull.Head, head, &after}} {
		*side.plan, err = b.Engine.Plan(ctx, fixes.Snapshot{Repo: snap.Repository.FullName(), SHA: side.sha, FS: side.files}, config.Fixes)
		if err != nil {
			return nil, nil, fmt.Errorf("plan %s at %s: %w", snap.Repository.FullName(), side.sha, err)
		}
	}
	return before, after, nil
}

// checkRun makes the check run of what the head has and the base has not.
func (b *Bot) checkRun(head string, before, after *fixes.Plan, config *policy.Config) Check {
	brought := brought(before, after)
	older := len(after.Findings) - len(brought.Findings)
	check := Check{
		Head: head, Conclusion: conclusion(brought.Findings, config.Publishing.FailOn), Title: report.CheckTitle(brought),
		Summary: report.CheckSummary(brought, report.Options{BaseURL: b.PagesURL, Rules: b.Rules}),
	}
	if older > 0 {
		check.Summary += fmt.Sprintf("\nFindings that were there before this pull request: %d. They are not annotated.\n", older)
	}
	for _, a := range report.Annotations(brought) {
		check.Annotations = append(check.Annotations, Annotation{
			Path: a.Path, StartLine: a.StartLine, EndLine: a.EndLine, StartColumn: a.StartColumn, EndColumn: a.EndColumn,
			Level: string(a.Level), Title: a.Title, Message: a.Message,
		})
	}
	return check
}

// brought returns the plan of the head without the findings that the base has.
func brought(before, after *fixes.Plan) *fixes.Plan {
	known := map[string]bool{}
	for _, f := range before.Findings {
		known[f.ID] = true
	}
	plan := *after
	plan.Findings = slices.DeleteFunc(slices.Clone(after.Findings), func(f fixes.Outcome) bool { return known[f.ID] })
	return &plan
}

// conclusion is neutral with findings, unless the policy fails on some of them.
func conclusion(findings []fixes.Outcome, failOn fixes.Severity) Conclusion {
	if len(findings) == 0 {
		return Success
	}
	if failOn != 0 && slices.ContainsFunc(findings, func(f fixes.Outcome) bool { return f.Severity >= failOn }) {
		return Failure
	}
	return Neutral
}
