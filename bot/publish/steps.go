package publish

import (
	"slices"
	"strings"
)

// push returns the commit that brings the branch up to date; needed is false
// when it is.
func (r reconciliation) push() (push Push, needed bool) {
	content := r.d.Content()
	push = Push{Branch: r.d.Branch, Files: r.d.Files, BaseTree: r.s.Base.Tree, Message: signed(r.d.Message, content)}
	b := r.s.Branch
	if b == nil {
		push.Create, push.Parents = true, []string{r.s.Base.Head}
		return push, true
	}
	same := b.content(r.marker) == content
	switch {
	case b.on(r.s.Base.Head):
		push.Parents = []string{b.Head}
		return push, !same
	case r.rests() && r.marker.Head == b.Head:
		push.Parents, push.BaseTree = []string{b.Head}, b.Tree
		push.Files = append(slices.Clone(r.d.Files), r.restored()...)
		return push, !same
	case r.rests() && same: // the commit was made, and then the run was cut short
		return push, false
	}
	push.Parents = []string{b.Head, r.s.Base.Head}
	return push, true
}

// rests reports whether the branch still merges cleanly: none of the files it
// changes, or is to change, moved on the base since it left it.
func (r reconciliation) rests() bool {
	m := r.marker
	if m == nil || r.pull.State == Merged {
		return false
	}
	if m.Base == r.s.Base.Head {
		return true
	}
	known := func(f File) bool { _, ok := m.Files[f.Path]; return ok }
	return !slices.ContainsFunc(r.d.Files, func(f File) bool { return !known(f) }) && !r.s.moved(m)
}

// restored gives files that the branch changed, and no longer has to, back
// their content on the base.
func (r reconciliation) restored() []File {
	var files []File
	for path, blob := range r.marker.Files {
		if !slices.ContainsFunc(r.d.Files, func(f File) bool { return f.Path == path }) {
			files = append(files, File{Path: path, Mode: r.s.Modes[path], Blob: blob, Delete: blob == ""})
		}
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// next returns the marker as it has to be after the ops.
func (r reconciliation) next(pushed bool) Marker {
	m := Marker{
		Plan: r.d.Plan, Content: r.d.Content(), Base: r.s.Base.Head, Title: titleHash(r.d.Title), Files: map[string]string{},
		Offered: unique(r.d.Offered), Declined: unique(r.d.Declined), Applied: unique(r.d.Applied), Skipped: unique(r.d.Skipped), Answered: unique(r.d.Answered),
	}
	for _, f := range r.d.Files {
		m.Files[f.Path] = r.s.Blobs[f.Path]
	}
	if !pushed {
		m.Head = r.s.Branch.Head
	}
	switch {
	case !pushed && r.marker != nil:
		m.Written = r.marker.Written
	case !r.d.Now.IsZero():
		m.Written = r.d.Now.Unix()
	}
	if r.marker != nil && !r.joins(pushed) {
		m.Base = r.marker.Base
	}
	return m
}

// joins reports whether the branch holds the base's head in the end.
func (r reconciliation) joins(pushed bool) bool {
	if r.s.Branch == nil || r.s.Branch.on(r.s.Base.Head) {
		return true
	}
	push, _ := r.push()
	return pushed && len(push.Parents) > 1
}

// edit returns the edit of the pull request; needed is false when it says the
// same already.
func (r reconciliation) edit(pushed bool) (edit EditPull, needed bool) {
	was, m := r.marker, r.next(pushed)
	m.Comments = r.placed()
	edit = EditPull{Number: r.pull.Number, Body: r.d.Body}
	if titleHash(r.pull.Title) == was.Title {
		if r.pull.Title != r.d.Title {
			edit.Title = r.d.Title
		}
	} else {
		m.Title = was.Title // a person chose another title: it stays
	}
	if r.pull.Base != r.s.Base.Name {
		edit.Base = r.s.Base.Name
	}
	edit.Marker = m
	needed = pushed || edit.Base != "" || was.Plan != m.Plan || was.Head != m.Head || was.Closed ||
		!slices.Equal(was.Applied, m.Applied) || !slices.Equal(was.Skipped, m.Skipped)
	return edit, needed
}

// placed returns the ids of the review comments that are there already.
func (r reconciliation) placed() []string {
	if r.pull == nil || r.marker == nil {
		return nil
	}
	return unique(append(slices.Clone(r.marker.Comments), r.pull.Placed...))
}

// review returns the review with the comments that are not there yet.
func (r reconciliation) review(number int, pushed bool) (review Review, needed bool) {
	var placed []string
	if number != 0 {
		placed = r.placed()
	}
	for _, c := range r.d.Comments {
		if !slices.Contains(placed, c.placeID()) {
			review.Comments = append(review.Comments, c)
		}
	}
	review.Number = number
	if !pushed {
		review.Head = r.s.Branch.Head
	}
	review.Body = WithReview("Each change is explained at its line.", review.Comments)
	return review, len(review.Comments) > 0
}

// resolve returns the conversations whose finding is gone.
func (r reconciliation) resolve() Resolve {
	done := Resolve{Number: r.pull.Number}
	for _, t := range r.pull.Threads {
		wanted := slices.ContainsFunc(r.all, func(c Comment) bool { return c.placeID() == t.Comment })
		if !t.Resolved && t.Comment != "" && !wanted {
			done.Threads = append(done.Threads, t.ID)
		}
	}
	return done
}
