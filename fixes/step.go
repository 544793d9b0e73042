package fixes

import (
	"fmt"
	"io/fs"

	"github.com/nodedock/nodedock/fixes/text"
)

// fileState is the history of one file during a plan.
type fileState struct {
	path     string
	original []byte // nil for a file that a step created
	text     []byte
	batches  [][]text.Edit   // the edits of each step on this file, in order
	seen     map[string]bool // every text the file had
}

// madeStep is a step with what is needed to place it in the final text.
type madeStep struct {
	Step
	edits map[string]editBatch
}

// editBatch is what a step did to one file.
type editBatch struct {
	index         int // in fileState.batches
	edits         []text.Edit
	before, after []byte
}

// state returns the history of a file, begun with its text.
func (r *run) state(name string) *fileState {
	if s := r.files[name]; s != nil {
		return s
	}
	s := &fileState{path: name, seen: map[string]bool{}}
	if data, ok, err := r.repo.Read(name); err == nil && ok {
		s.original, s.text = data, data
		s.seen[string(data)] = true
	}
	r.files[name] = s
	return s
}

// apply makes one fix and checks the guards. It returns the guard that broke,
// in words, with everything taken back; "" when the fix stands.
func (r *run) apply(rule *Rule, f Finding, before int) (broken string, err error) {
	if f.Fix.Applicability > rule.Offers {
		return fmt.Sprintf("the fix claims to be %s, the rule offers %s at most", f.Fix.Applicability, rule.Offers), nil
	}
	made := &madeStep{Step: r.stepOf(rule, f), edits: map[string]editBatch{}}
	broken = r.edit(f, made)
	if broken == "" {
		broken, err = r.judge(rule, f, made, before)
	}
	if broken != "" || err != nil {
		r.takeBack(made)
		return broken, err
	}
	r.made = append(r.made, made)
	return "", nil
}

// stepOf describes the fix, with the finding's place in the original text.
func (r *run) stepOf(rule *Rule, f Finding) Step {
	fix := r.fixInOriginal(f)
	return Step{
		Rule: rule.ID, Practice: rule.Practice, Severity: r.severity(rule, f), Path: f.Path, Message: r.inOriginal(f.Path, f.Message),
		Title: fix.Title, Notes: fix.Notes, Applicability: fix.Applicability,
		ID: r.id(f), Original: r.origin(f.Path, f.Span.Start), Bump: f.Fix.Bump,
	}
}

// severity returns how much a finding matters under the policy.
func (r *run) severity(rule *Rule, f Finding) Severity {
	switch s := r.policy.Rules[rule.ID].Severity; {
	case s != 0:
		return s
	case f.Severity != 0:
		return f.Severity
	}
	return rule.Severity
}

// edit writes the fix's changes into the overlay.
func (r *run) edit(f Finding, made *madeStep) (broken string) {
	for _, c := range f.Fix.Changes {
		state := r.state(c.Path)
		if _, twice := made.edits[c.Path]; twice {
			return "the fix changes " + c.Path + " twice"
		}
		if there := state.text != nil || r.repo.Exists(c.Path); there == c.Create {
			return map[bool]string{true: c.Path + " is there already", false: "there is no " + c.Path}[c.Create]
		}
		if !c.Create && !r.repo.Regular(c.Path) {
			return c.Path + " is a link"
		}
		after, err := text.Apply(state.text, c.Edits)
		if err != nil {
			return err.Error()
		}
		if state.seen[string(after)] {
			return "it would bring back a text that " + c.Path + " had before"
		}
		made.edits[c.Path] = editBatch{index: len(state.batches), edits: c.Edits, before: state.text, after: after}
		state.batches = append(state.batches, c.Edits)
		state.text = after
		r.repo.write(c.Path, after)
		delete(r.facts, c.Path)
	}
	clear(r.facts) // facts of one Dockerfile may rest on another file
	return ""
}

// judge checks the guards on what a step has written.
func (r *run) judge(rule *Rule, f Finding, made *madeStep, before int) (broken string, err error) {
	for name, batch := range made.edits {
		if broken := keepsForm(batch.before, batch.after); broken != "" {
			return broken + " in " + name, nil
		}
		if r.isPlanned(name) {
			if broken := keepsRest(r.repo, name, batch); broken != "" {
				return broken, nil
			}
		}
	}
	left, err := r.check(rule, f.Path)
	if err != nil {
		return "", err
	}
	if len(left) >= before {
		return "the finding would still be there after the fix", nil
	}
	for name, batch := range made.edits {
		r.files[name].seen[string(batch.after)] = true
	}
	return "", nil
}

// isPlanned reports whether the path is one of the plan's Dockerfiles.
func (r *run) isPlanned(name string) bool {
	for _, p := range r.paths {
		if p == name {
			return true
		}
	}
	return false
}

// takeBack undoes a step.
func (r *run) takeBack(made *madeStep) {
	for name, batch := range made.edits {
		state := r.files[name]
		state.batches = state.batches[:batch.index]
		state.text = batch.before
		r.repo.unwrite(name, batch.before, string(batch.before) == string(state.original))
	}
	clear(r.facts)
}

// mode returns the mode of a changed file.
func (r *run) mode(name string) fs.FileMode {
	if info, err := fs.Stat(r.repo.fs.base, name); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}
