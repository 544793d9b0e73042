package fixes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/secret"
	"github.com/nodedock/nodedock/fixes/text"
)

// record adds a finding of the survey, or one that only later texts show, with
// its place in the original file. It returns its index among the plan's
// findings, that of the earlier one when it was found before.
func (r *run) record(rule *Rule, f Finding) int {
	start, id := r.origin(f.Path, f.Span.Start), r.id(f)
	place := recorded{id, start.Line}
	if n, known := r.recorded[place]; known {
		return n
	}
	f.Severity = r.severity(rule, f)
	o := Outcome{Finding: f, Practice: rule.Practice, Start: start, End: r.origin(f.Path, trimmedEnd(r.state(f.Path).text, f.Span)), ID: id}
	o.Source = secret.Mask(lineOf(r.state(f.Path).original, start.Line))
	r.plan.Findings = append(r.plan.Findings, o)
	r.recorded[place] = len(r.plan.Findings) - 1
	return len(r.plan.Findings) - 1
}

// recorded tells findings apart: the id is made of rule, file, key and line of
// text, which may stand in the file more than once.
type recorded struct {
	id   string
	line int
}

// recall returns the index of a finding of the final text. A step may have
// moved what it is about so far that its place no longer tells: then it is the
// survey's finding of the same rule, file and key that no step took care of.
func (r *run) recall(rule *Rule, f Finding, left map[int]bool) int {
	known := len(r.plan.Findings)
	at := r.record(rule, f)
	if at < known {
		return at
	}
	for n, o := range r.plan.Findings[:known] {
		if o.Rule == f.Rule && o.Path == f.Path && o.Key == f.Key && !left[n] && r.stepFor(o) == nil {
			delete(r.recorded, recorded{r.plan.Findings[at].ID, r.plan.Findings[at].Start.Line})
			r.plan.Findings = r.plan.Findings[:known]
			return n
		}
	}
	return at
}

// stepFor returns the step that was made for a finding.
func (r *run) stepFor(o Outcome) *madeStep {
	for _, m := range r.made {
		if m.ID == o.ID && m.Rule == o.Rule && m.Original.Line == o.Start.Line {
			return m
		}
	}
	return nil
}

// trimmedEnd returns the end of the span without a line break at its end.
func trimmedEnd(src []byte, span text.Span) int {
	end := min(span.End, len(src))
	for end > span.Start && (src[end-1] == '\n' || src[end-1] == '\r') {
		end--
	}
	return end
}

// origin returns where an offset of the current text stood in the original.
func (r *run) origin(name string, offset int) text.Position {
	state := r.state(name)
	if state.original == nil {
		return text.Position{}
	}
	for n := len(state.batches) - 1; n >= 0; n-- {
		offset = text.Backward(state.batches[n], offset)
	}
	return text.NewLines(state.original).Position(min(offset, len(state.original)))
}

// id names a finding by rule, path, key and the original line it stands in, so
// that it stays the same while the line moves.
func (r *run) id(f Finding) string {
	line := lineOf(r.state(f.Path).original, r.origin(f.Path, f.Span.Start).Line)
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.Path, f.Key, strings.TrimSpace(line)}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// lineOf returns a line without its line break.
func lineOf(src []byte, line int) string {
	if line == 0 {
		return ""
	}
	span := text.NewLines(src).Span(line)
	return strings.TrimRight(strings.TrimPrefix(string(src[span.Start:span.End]), string(bom)), "\r\n")
}

// finish turns the history into the plan.
func (r *run) finish() (*Plan, error) {
	if err := r.remaining(); err != nil {
		return nil, err
	}
	for _, m := range r.made {
		r.plan.Steps = append(r.plan.Steps, r.placed(m))
	}
	r.changes()
	r.inputs()
	for _, name := range sortedKeys(r.repo.problems) {
		if r.repo.large[name] && !isBuildFile(name) { // a bundle or a table is as it should be
			r.skip(name, "", r.repo.problems[name].Message)
			continue
		}
		if !slices.ContainsFunc(r.plan.Errors, func(e FileError) bool { return e.Path == name }) {
			r.plan.Errors = append(r.plan.Errors, r.repo.problems[name])
		}
	}
	slices.SortFunc(r.plan.Errors, func(a, b FileError) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	slices.SortStableFunc(r.plan.Findings, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Start.Line, b.Start.Line))
	})
	return r.plan, nil
}

// isBuildFile reports whether a build cannot be understood without the file.
func isBuildFile(name string) bool {
	base := path.Base(name)
	return base == "package.json" || node.IsLockfile(base) || speaksOf(strings.ToLower(base))
}

// remaining runs every rule on the final text: what is found there is not
// fixed, and what is no longer found was.
func (r *run) remaining() error {
	left, known := map[int]bool{}, len(r.plan.Findings)
	for _, name := range r.paths {
		for _, rule := range r.rules {
			findings, err := r.check(rule, name)
			if err != nil {
				return err
			}
			for _, f := range findings {
				n := r.recall(rule, f, left)
				o := &r.plan.Findings[n]
				o.Fix, o.Withheld, o.Message = r.fixInOriginal(f), r.inOriginal(name, r.withheld(rule, f)), r.inOriginal(name, f.Message)
				left[n] = true
			}
		}
	}
	r.replaced(left, known)
	for n := range r.plan.Findings {
		if o := &r.plan.Findings[n]; !left[n] {
			o.Fixed, o.Withheld = true, "" // it was withheld until another rule's fix
			if r.stepFor(*o) == nil {
				o.FixedBy, o.FixedAt = r.fixer(o)
			}
		}
	}
	return nil
}

// withheld returns why a finding's fix was not made, when that is not the
// rule's own reason.
func (r *run) withheld(rule *Rule, f Finding) string {
	switch {
	case f.Withheld != "" || f.Fix == nil:
		return f.Withheld
	case r.aside[asideKey(rule.ID, f.Path, f.Key)]:
		return "the fix did not pass nodedock's own checks on this file"
	case r.policy.Skipped[rule.ID]:
		return "skipped on request"
	case r.policy.level(rule.ID) == LevelAdvise:
		return "the policy only asks for advice here"
	}
	return ""
}

// changes lists the files whose text is not the original.
func (r *run) changes() {
	for _, name := range sortedKeys(r.files) {
		s := r.files[name]
		if len(s.batches) == 0 || string(s.text) == string(s.original) {
			continue
		}
		r.plan.Files = append(r.plan.Files, FileChange{Path: name, Before: s.original, After: s.text, Mode: r.mode(name), Created: s.original == nil})
	}
}

// inputs lists what the plan was made from.
func (r *run) inputs() {
	for _, name := range sortedKeys(r.repo.inputs) {
		r.plan.Inputs = append(r.plan.Inputs, Input{Kind: FileInput, Name: name, Value: r.repo.inputs[name]})
	}
	for _, name := range sortedKeys(r.resolver.infos) {
		r.plan.Inputs = append(r.plan.Inputs, Input{Kind: ImageInput, Name: name, Value: string(r.resolver.infos[name].value.Digest)})
	}
	r.plan.Unanswered, r.plan.Unread = r.resolver.unanswered(), r.resolver.unread()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
