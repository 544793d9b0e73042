package fixes

import (
	"context"
	"slices"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// An Engine makes plans. It may be used by several goroutines at once.
type Engine struct {
	// Rules run in this order.
	Rules []*Rule
	// Resolver looks images up; nil asks nobody.
	Resolver image.Resolver
	// History knows how tags moved; nil knows nothing.
	History History
	// Now is the clock for what depends on the date, such as the end of a
	// release's life; nil is time.Now.
	Now func() time.Time
}

// Plan runs the rules over the repository and returns what they found and what
// to change. The only errors are those of the snapshot's file system and of
// ctx: a file that cannot be understood is part of the plan, and stops no
// other file.
func (e *Engine) Plan(ctx context.Context, snap Snapshot, policy Policy) (*Plan, error) {
	repo, err := newRepo(snap)
	if err != nil {
		return nil, err
	}
	now := time.Now
	if e.Now != nil {
		now = e.Now
	}
	r := &run{
		ctx: ctx, now: now(), rules: e.Rules, repo: repo, policy: policy, resolver: newLookups(e.Resolver, e.History),
		plan: &Plan{Repo: snap.Repo, SHA: snap.SHA}, files: map[string]*fileState{}, aside: map[string]bool{}, facts: map[string]*facts{}, recorded: map[recorded]int{},
	}
	if err := r.discover(); err != nil {
		return nil, err
	}
	if err := r.images(); err != nil {
		return nil, err
	}
	if err := r.survey(); err != nil {
		return nil, err
	}
	if err := r.settle(); err != nil {
		return nil, err
	}
	return r.finish()
}

// run is the state of making one plan.
type run struct {
	ctx      context.Context
	now      time.Time
	rules    []*Rule
	repo     *Repo
	policy   Policy
	resolver *lookups
	plan     *Plan

	paths []string              // Dockerfiles that are looked at
	files map[string]*fileState // every file that was edited or surveyed
	aside map[string]bool       // rule and path pairs that broke a guard
	facts map[string]*facts     // by path, of the current text
	born  map[string][]born     // by the Dockerfile that makes their base
	made  []*madeStep
	// recorded are the indexes of the plan's findings.
	recorded map[recorded]int
}

// survey runs every rule on the files as they are, so that what a person reads
// has the positions of the original.
func (r *run) survey() error {
	for _, name := range r.paths {
		for _, rule := range r.rules {
			findings, err := r.check(rule, name)
			if err != nil {
				return err
			}
			for _, f := range findings {
				r.record(rule, f)
			}
		}
	}
	return nil
}

// skip notes once that a rule or a file was set aside.
func (r *run) skip(path, rule, reason string) {
	r.set(Skip{Path: path, Rule: rule, Reason: reason})
}

func (r *run) set(s Skip) {
	if !slices.Contains(r.plan.Skipped, s) {
		r.plan.Skipped = append(r.plan.Skipped, s)
	}
}
