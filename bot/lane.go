package bot

import (
	"maps"
	"slices"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
)

// digestRule is the rule whose fixes travel in a pull request of their own.
const digestRule = "stale-base-digest"

// A lane is one of our branches with the rules whose fixes it carries.
type lane struct {
	branch  string
	state   publish.State
	digests bool
	// off are rules that belong to another lane.
	off []string
}

// lanes returns the branches to look after.
func (b *Bot) lanes(snap *Snapshot, config *policy.Config) []lane {
	known := slices.ContainsFunc(b.Rules, func(r *fixes.Rule) bool { return r.ID == digestRule })
	main := lane{branch: FixesBranch, state: snap.Fixes}
	bumps := lane{branch: DigestsBranch, state: snap.Digests, digests: true}
	for _, r := range b.Rules {
		if r.ID != digestRule {
			bumps.off = append(bumps.off, r.ID)
		}
	}
	wanted := known && config.Publishing.Digests.Enabled
	if !config.Publishing.Single || !wanted {
		main.off = []string{digestRule}
	}
	if !wanted || config.Publishing.Single {
		bumps.off = append(bumps.off, digestRule)
	}
	if wanted && !config.Publishing.Single || bumps.state.Current() != nil {
		return []lane{main, bumps}
	}
	return []lane{main}
}

// owns reports whether a pull request is one of this lane.
func (l lane) owns(number int) bool {
	return number != 0 && slices.ContainsFunc(l.state.Pulls, func(p publish.Pull) bool { return p.Number == number })
}

// asked reports whether a request takes a "no" back: it was made on a pull
// request that is closed, and asks for more than to leave something out.
func (l lane) asked(req request) bool {
	return req.pull != 0 && req.skip == "" && slices.ContainsFunc(l.state.Pulls, func(p publish.Pull) bool {
		return p.Number == req.pull && p.State == publish.Closed
	})
}

// policy returns the policy of the lane with what people decided in it.
func (l lane) policy(config *policy.Config, mem publish.Memory) fixes.Policy {
	p := config.Fixes
	p.Rules = maps.Clone(p.Rules)
	if p.Rules == nil {
		p.Rules = map[string]fixes.RulePolicy{}
	}
	for _, id := range l.off {
		rule := p.Rules[id]
		rule.Level = fixes.LevelOff
		p.Rules[id] = rule
	}
	p.Requested = with(p.Requested, mem.Applied)
	p.Skipped = with(p.Skipped, mem.Skipped)
	p.Declined = with(p.Declined, mem.Declined)
	return p
}

// with returns the set with the ids added.
func with(set map[string]bool, ids []string) map[string]bool {
	all := maps.Clone(set)
	if all == nil {
		all = map[string]bool{}
	}
	for _, id := range ids {
		all[id] = true
	}
	return all
}
