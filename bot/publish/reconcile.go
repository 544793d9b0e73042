package publish

import (
	"fmt"
	"slices"
)

// A Decision is what to write, or why nothing is.
type Decision struct {
	Ops []Op
	Why string
}

// Reconcile returns what has to be written so that GitHub holds what is
// desired. With what it returns carried out, it returns nothing more.
func Reconcile(d Desired, s State) Decision {
	if why := s.Refuses(); why != "" {
		return Decision{Why: why}
	}
	if s.Base.Planned != s.Base.Head {
		return Decision{Why: "the base moved while the plan was made"}
	}
	r := reconciliation{d: d, s: s, pull: s.Current(), all: d.Comments}
	r.d.Comments = d.Comments[:min(len(d.Comments), MaxComments)]
	if r.pull != nil {
		r.marker = r.pull.Marker()
	}
	switch {
	case r.pull != nil && r.pull.State == Open:
		return r.open()
	case len(d.Files) == 0:
		return r.leftovers()
	case !d.Asked && r.refused():
		return Decision{Why: fmt.Sprintf("a person closed #%d, which offered the same", r.pull.Number)}
	}
	return r.begin()
}

// reconciliation is one comparison.
type reconciliation struct {
	d      Desired
	s      State
	pull   *Pull
	marker *Marker // of pull
	// all are the comments of the plan, also those that no review has room for.
	all []Comment
}

// open brings an open pull request up to date.
func (r reconciliation) open() Decision {
	switch {
	case r.marker == nil:
		return Decision{Why: fmt.Sprintf("the hidden marker of #%d is missing or was changed", r.pull.Number)}
	case r.s.Branch == nil:
		return Decision{Why: fmt.Sprintf("the branch of #%d is gone", r.pull.Number)}
	case !r.s.Branch.Ours(r.marker):
		return r.leave()
	case len(r.d.Files) == 0:
		return r.close()
	}
	var ops []Op
	push, pushed := r.push()
	if pushed {
		ops = append(ops, push)
	}
	if edit, needed := r.edit(pushed); needed {
		ops = append(ops, edit)
	}
	review, reviewed := r.review(r.pull.Number, pushed)
	if reviewed {
		ops = append(ops, review)
	}
	// A commit and a review leave no room for one request more: then the
	// conversations wait for the next update.
	if resolve := r.resolve(); len(ops) > 0 && len(resolve.Threads) > 0 && !(pushed && reviewed) {
		ops = append(ops, resolve)
	}
	if len(ops) == 0 {
		return Decision{Why: fmt.Sprintf("#%d says the same already", r.pull.Number)}
	}
	return Decision{Ops: ops}
}

// leave says once that a person took the branch over.
func (r reconciliation) leave() Decision {
	why := fmt.Sprintf("a person committed to the branch of #%d", r.pull.Number)
	said := slices.Contains(r.marker.Notes, NotePerson) || slices.Contains(r.pull.Notes, NotePerson)
	if said || len(r.d.Files) == 0 {
		return Decision{Why: why}
	}
	m := *r.marker
	m.Notes = append(slices.Clone(m.Notes), NotePerson)
	return Decision{Why: why, Ops: []Op{
		Note{Number: r.pull.Number, Kind: NotePerson, Body: personNote},
		EditPull{Number: r.pull.Number, Body: Strip(r.pull.Body), Marker: m, KeepHead: true},
	}}
}

// close closes a pull request that is no longer needed.
func (r reconciliation) close() Decision {
	var ops []Op
	if !slices.Contains(r.pull.Notes, NoteClosed) {
		gone := r.d.Gone
		if gone == "" {
			gone = "What this pull request fixed is no longer there, so nodedock closes it."
		}
		ops = append(ops, Note{Number: r.pull.Number, Kind: NoteClosed, Body: gone})
	}
	m := *r.marker
	m.Closed = true
	ops = append(ops,
		ClosePull{Number: r.pull.Number, Body: Strip(r.pull.Body), Marker: m},
		DeleteBranch{Branch: r.d.Branch, Head: r.s.Branch.Head})
	return Decision{Ops: ops}
}

// leftovers deletes the branch of a pull request that we closed.
func (r reconciliation) leftovers() Decision {
	if r.pull != nil && r.pull.State == Closed && r.marker != nil && r.marker.Closed && r.s.Branch != nil && r.s.Branch.Ours(r.marker) {
		return Decision{Ops: []Op{DeleteBranch{Branch: r.d.Branch, Head: r.s.Branch.Head}}}
	}
	return Decision{Why: "there is nothing to fix"}
}

// refused reports whether people said no to all that is offered.
func (r reconciliation) refused() bool {
	mem := Remember(r.s)
	if mem.Everything {
		return true
	}
	return len(r.d.Offered) > 0 && !slices.ContainsFunc(r.d.Offered, func(id string) bool { return !slices.Contains(mem.Declined, id) })
}

// begin opens a pull request, or the closed one again.
func (r reconciliation) begin() Decision {
	if r.s.Branch != nil && !r.s.Branch.Ours(r.marker) && !r.made() && !r.landed() {
		return Decision{Why: fmt.Sprintf("the branch %s holds commits of somebody else", r.d.Branch)}
	}
	var ops []Op
	push, pushed := r.push()
	if pushed {
		ops = append(ops, push)
	}
	number := 0
	if r.reopens() {
		edit, _ := r.edit(pushed)
		edit.Reopen, number = true, r.pull.Number
		ops = append(ops, edit)
	} else {
		ops = append(ops, OpenPull{
			Branch: r.d.Branch, Base: r.s.Base.Name, Title: r.d.Title, Body: r.d.Body, Marker: r.next(pushed),
			Draft: r.d.Draft, Labels: r.d.Labels, Reviewers: r.d.Reviewers,
		})
	}
	if review, needed := r.review(number, pushed); needed {
		ops = append(ops, review)
	}
	return Decision{Ops: ops}
}

// made reports whether the branch is just what would be made now: whoever made
// it, there is nothing to push and so nothing to overwrite.
func (r reconciliation) made() bool {
	return r.s.Branch.content(nil) == r.d.Content() && r.s.Branch.on(r.s.Base.Head)
}

// landed reports whether all that people committed to the branch was merged, so
// that a commit on top of it takes nothing from them.
func (r reconciliation) landed() bool {
	return r.pull != nil && r.pull.State == Merged && r.s.Branch.Ours(&Marker{Head: r.pull.Head})
}

// reopens reports whether the closed pull request is used again: somebody asks,
// or nobody said no to it, and its branch is there and is what it was.
func (r reconciliation) reopens() bool {
	if r.pull == nil || r.pull.State != Closed || r.marker == nil || r.s.Branch == nil {
		return false
	}
	return (r.d.Asked || r.marker.Closed) && r.s.Branch.Head == r.pull.Head
}
