package fixes

import (
	"slices"
	"sort"

	"github.com/nodedock/nodedock/fixes/text"
)

// fixer returns the rule whose step took care of a finding that has no step of
// its own: the step after which the finding is gone. It is "" when that cannot
// be told.
func (r *run) fixer(o *Outcome) string {
	rule := r.ruleNamed(o.Rule)
	if rule == nil || len(r.made) == 0 {
		return ""
	}
	n := sort.Search(len(r.made), func(n int) bool { return !r.finds(rule, o, n+1) })
	if n == len(r.made) {
		return ""
	}
	return r.made[n].Rule
}

func (r *run) ruleNamed(id string) *Rule {
	if n := slices.IndexFunc(r.rules, func(rule *Rule) bool { return rule.ID == id }); n >= 0 {
		return r.rules[n]
	}
	return nil
}

// finds reports whether a rule has the finding in the repository as the first
// steps left it.
func (r *run) finds(rule *Rule, o *Outcome, steps int) bool {
	defer r.rewind(steps)()
	findings, err := r.check(rule, o.Path)
	return err == nil && slices.ContainsFunc(findings, func(f Finding) bool { return r.id(f) == o.ID })
}

// rewind puts the repository in the state behind the first steps, and returns
// what takes it back.
func (r *run) rewind(steps int) (back func()) {
	saved := map[string]fileState{}
	for name, s := range r.files {
		if len(s.batches) == 0 {
			continue
		}
		saved[name] = *s
		now, count := s.original, 0
		for _, m := range r.made[:steps] {
			if batch, ok := m.edits[name]; ok {
				now, count = batch.after, batch.index+1
			}
		}
		r.put(s, now, s.batches[:count])
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
