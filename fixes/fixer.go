package fixes

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// fixer returns the rule whose step took care of a finding that has no step of
// its own: of the steps for its file, the one after which the finding is gone.
// Where it is gone without them, a step for another Dockerfile did it, which at
// names. The rule is "" when that cannot be told.
func (r *run) fixer(o *Outcome) (by, at string) {
	rule := r.ruleNamed(o.Rule)
	var steps []*madeStep
	for _, m := range r.made {
		if m.Path == o.Path {
			steps = append(steps, m)
		}
	}
	if rule == nil {
		return "", ""
	}
	if len(steps) == 0 || !r.finds(rule, o, steps, 0) {
		return r.fixedElsewhere(o)
	}
	n := sort.Search(len(steps), func(n int) bool { return !r.finds(rule, o, steps, n+1) })
	if n == len(steps) {
		return "", ""
	}
	return steps[n].Rule, ""
}

// fixedElsewhere returns the rule and the Dockerfile of the step that changed, for
// the same reason, a file which both share. A folder may have several that could
// be: then it is the one without which the finding is back, and where none is, the
// one nearest to the finding's Dockerfile.
func (r *run) fixedElsewhere(o *Outcome) (by, at string) {
	steps := r.stepsAround(o)
	if len(steps) == 0 {
		return "", ""
	}
	shared := steps[0]
	if rule := r.ruleNamed(o.Rule); rule != nil && len(steps) > 1 {
		n := slices.IndexFunc(steps, func(m *madeStep) bool { return r.finds(rule, o, []*madeStep{m}, 0) })
		shared = steps[max(n, 0)]
	}
	return shared.Rule, shared.Path
}

// stepsAround returns the steps of a finding's rule for other Dockerfiles that
// changed a file beside its own or above it, the nearest first.
func (r *run) stepsAround(o *Outcome) []*madeStep {
	var steps []*madeStep
	depth := map[*madeStep]int{}
	for _, m := range r.made {
		if m.Rule != o.Rule || m.Path == o.Path {
			continue
		}
		for name := range m.edits {
			dir := strings.TrimPrefix(path.Dir(name)+"/", "./")
			if name == m.Path || !strings.HasPrefix(o.Path, dir) {
				continue
			}
			if _, known := depth[m]; !known {
				steps = append(steps, m)
			}
			depth[m] = max(depth[m], len(dir))
		}
	}
	slices.SortStableFunc(steps, func(a, b *madeStep) int { return depth[b] - depth[a] })
	return steps
}

func (r *run) ruleNamed(id string) *Rule {
	if n := slices.IndexFunc(r.rules, func(rule *Rule) bool { return rule.ID == id }); n >= 0 {
		return r.rules[n]
	}
	return nil
}

// finds reports whether a rule has the finding in the repository without the
// steps behind the first few of those given.
func (r *run) finds(rule *Rule, o *Outcome, steps []*madeStep, kept int) bool {
	defer r.rewind(steps, kept)()
	findings, err := r.check(rule, o.Path)
	return err == nil && slices.ContainsFunc(findings, func(f Finding) bool { return r.id(f) == o.ID })
}

// rewind takes the steps behind the first few back, and returns what makes them
// again. A file that steps for other Dockerfiles changed too is then as it was
// behind the last step kept.
func (r *run) rewind(steps []*madeStep, kept int) (back func()) {
	saved := map[string]fileState{}
	for _, m := range slices.Backward(steps[kept:]) {
		for name, batch := range m.edits {
			if _, done := saved[name]; !done {
				saved[name] = *r.files[name]
			}
			r.put(r.files[name], batch.before, r.files[name].batches[:batch.index])
		}
	}
	return func() {
		for name, was := range saved {
			r.put(r.files[name], was.text, was.batches)
		}
	}
}

// put gives a file a text that it had at another time.
func (r *run) put(s *fileState, now []byte, batches [][]text.Edit) {
	s.text, s.batches = now, batches
	if now == nil || len(batches) == 0 {
		r.repo.unwrite(s.path, now, true)
	} else {
		r.repo.write(s.path, now)
	}
	clear(r.facts)
}
