package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/report"
)

// request is what a person asked for; its zero value is that nobody did.
type request struct {
	// pull is the pull request that the person wrote on, 0 for none. A closed
	// one of ours comes back.
	pull        int
	apply, skip string // a rule
}

// result is what a reconcile came to.
type result struct {
	snapshot *Snapshot
	// ours reports whether request.pull is one of our pull requests.
	ours bool
	// plan is that of the lane that was asked about.
	plan *fixes.Plan
	// plans are those of all lanes.
	plans []*fixes.Plan
	// refused says why nothing may be written, "" when it may.
	refused string
	// left says why the pull request that was asked about is a person's now, ""
	// when it is not.
	left string
}

// reconcile makes our branches and pull requests say what the plans say. When
// somebody pushes to one of them meanwhile it looks again.
func (b *Bot) reconcile(ctx context.Context, cmd Command, req request, run *Run) (result, error) {
	at := ""
	if req == (request{}) {
		at = cmd.Head
	}
	for try := 0; ; try++ {
		r, err := b.reconcileOnce(ctx, cmd.Repository, at, req, run)
		if !errors.Is(err, ErrMoved) || try == 2 {
			return r, err
		}
		at = ""
	}
}

func (b *Bot) reconcileOnce(ctx context.Context, repo Repository, at string, req request, run *Run) (res result, err error) {
	began := b.now()
	snap, err := b.GitHub.Snapshot(ctx, repo, at)
	if err != nil {
		return result{}, err
	}
	res = result{snapshot: snap, ours: isOurs(snap, req.pull)}
	run.Head = snap.Head
	config, problem, err := b.policy(ctx, snap)
	if err != nil {
		return res, err
	}
	config.Fixes.Digests = b.digestPolicy(config.Fixes.Digests)
	defer func() {
		if err == nil || len(res.plans) > 0 {
			b.keepPins(ctx, repo, config, began, res.plans)
		}
	}()
	if config.Publishing.Forks {
		snap.Fixes.Fork, snap.Digests.Fork = false, false
	}
	if why := snap.Fixes.Refuses(); why != "" {
		res.refused, run.Why = why, why
		return res, nil
	}
	if problem != nil {
		if err := b.reportPolicy(ctx, snap, problem, run); err != nil {
			return res, err
		}
	}
	if config.Publishing.Mode != policy.ModePR {
		res.refused = fmt.Sprintf("the policy says mode: %s", config.Publishing.Mode)
		run.Why = res.refused
		return res, nil
	}
	for _, lane := range b.lanes(snap, config) {
		if err := b.publish(ctx, snap, config, problem, lane, req, run, &res); err != nil {
			return res, err
		}
	}
	return res, nil
}

// isOurs reports whether a pull request was made from one of our branches.
func isOurs(snap *Snapshot, number int) bool {
	has := func(p publish.Pull) bool { return p.Number == number }
	return number != 0 && (slices.ContainsFunc(snap.Fixes.Pulls, has) || slices.ContainsFunc(snap.Digests.Pulls, has))
}

// publish brings one lane up to date.
func (b *Bot) publish(ctx context.Context, snap *Snapshot, config *policy.Config, problem *broken, lane lane, req request, run *Run, res *result) error {
	if !lane.owns(req.pull) {
		req = request{} // it is about another pull request
	}
	mem := publish.Remember(lane.state)
	asked := lane.asked(req)
	if asked {
		mem.Declined, mem.Everything = nil, false
	}
	for _, rule := range b.ticked(lane.state) {
		mem.Applied, mem.Skipped = toggled(mem.Applied, mem.Skipped, request{apply: rule})
	}
	mem.Applied, mem.Skipped = toggled(mem.Applied, mem.Skipped, req)
	plan, err := b.Engine.Plan(ctx, fixes.Snapshot{Repo: snap.Repository.FullName(), SHA: snap.Head, FS: snap.FS}, lane.policy(config, mem))
	if err != nil {
		return fmt.Errorf("plan %s: %w", snap.Repository.FullName(), err)
	}
	res.plans = append(res.plans, plan)
	if res.plan == nil || lane.owns(req.pull) {
		res.plan = plan
	}
	run.Read, run.Found, run.Fixed = run.Read+len(plan.Inputs), run.Found+len(plan.Findings), run.Fixed+len(plan.Steps)

	if why := lane.unjudged(plan); why != "" {
		run.Why = why
		return nil
	}
	desired := b.desired(ctx, plan, config, problem, lane, mem)
	desired.Asked = asked
	decision := publish.Reconcile(desired, lane.state)
	if lane.owns(req.pull) {
		res.left = lane.state.Left()
	}
	if len(decision.Ops) == 0 {
		if run.Why == "" && len(run.Wrote) == 0 {
			run.Why = decision.Why
		}
		return nil
	}
	if req == (request{}) && len(b.ticked(lane.state)) == 0 {
		if why := b.early(lane, config, decision); why != "" {
			run.Why = why
			return nil
		}
	}
	if err := b.mayOpen(ctx, snap.Repository, lane.branch, decision, asked); err != nil {
		return err
	}
	done, err := b.GitHub.Apply(ctx, snap.Repository, decision.Ops)
	if done.Number != 0 {
		run.PullRequest, run.URL = done.Number, done.URL
	}
	if err != nil {
		return err
	}
	for _, op := range decision.Ops {
		run.Wrote = append(run.Wrote, op.String())
	}
	run.Why = decision.Why
	return nil
}

// ticked returns the rules whose boxes somebody ticked in the open pull request
// and that are not applied yet. Only people who may write can edit its body.
func (b *Bot) ticked(state publish.State) []string {
	pull := state.Current()
	if pull == nil || pull.State != publish.Open {
		return nil
	}
	m := pull.Marker()
	return slices.DeleteFunc(report.Ticked(pull.Body), func(rule string) bool {
		return m == nil || slices.Contains(m.Applied, rule) || b.rule(rule) == nil
	})
}

// toggled adds what a person asked for to the rules of the pull request.
func toggled(applied, skipped []string, req request) (a, s []string) {
	without := func(list []string, rule string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(r string) bool { return r == rule })
	}
	a, s = applied, skipped
	if req.apply != "" {
		a, s = append(without(a, req.apply), req.apply), without(s, req.apply)
	}
	if req.skip != "" {
		a, s = without(a, req.skip), append(without(s, req.skip), req.skip)
	}
	return a, s
}
