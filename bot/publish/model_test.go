package publish

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// model is a GitHub that carries ops out: just enough of one to reconcile again.
type model struct {
	State
	trees map[string]map[string]string // tree → path → content
	next  int
}

// newModel returns a repository with one commit on main.
func newModel(files map[string]string) *model {
	m := &model{trees: map[string]map[string]string{}}
	m.land(files)
	return m
}

// land puts a commit with these files on the base.
func (m *model) land(files map[string]string) {
	m.next++
	head, tree := fmt.Sprintf("base%d", m.next), fmt.Sprintf("basetree%d", m.next)
	m.Base = Base{Name: "main", Head: head, Tree: tree, Planned: head}
	m.trees[tree] = maps.Clone(files)
	m.Blobs = map[string]string{}
	for path, content := range files {
		m.Blobs[path] = blob(content)
	}
}

func blob(content string) string {
	sum := sha1.Sum([]byte(content))
	return hex.EncodeToString(sum[:])
}

// commit puts a commit on our branch.
func (m *model) commit(message string, bot bool, tree string, parents ...string) {
	m.next++
	c := Commit{SHA: fmt.Sprintf("head%d", m.next), Message: message, Parents: parents, Bot: bot}
	if m.Branch == nil {
		m.Branch = &Branch{}
	}
	m.Branch.Head, m.Branch.Tree = c.SHA, tree
	m.Branch.Commits = append([]Commit{c}, m.Branch.Commits...)
	for n := range m.Pulls {
		if m.Pulls[n].State == Open {
			m.Pulls[n].Head = c.SHA
		}
	}
}

// apply carries one op out.
func (m *model) apply(op Op) {
	switch o := op.(type) {
	case Push:
		if o.Create != (m.Branch == nil) || !o.Create && o.Parents[0] != m.Branch.Head {
			panic("not a fast-forward")
		}
		m.next++
		tree := fmt.Sprintf("tree%d", m.next)
		m.trees[tree] = maps.Clone(m.trees[o.BaseTree])
		for _, f := range o.Files {
			m.put(tree, f)
		}
		m.commit(o.Message, true, tree, o.Parents...)
	case OpenPull:
		if slices.ContainsFunc(m.Pulls, func(p Pull) bool { return p.State == Open }) {
			panic("a second pull request")
		}
		o.Marker.Head = m.Branch.Head
		m.Pulls = append([]Pull{{Number: len(m.Pulls) + 1, State: Open, Title: o.Title, Body: o.Marker.Append(o.Body), Head: m.Branch.Head, Base: o.Base}}, m.Pulls...)
	case EditPull:
		p := m.pull(o.Number)
		if !o.KeepHead {
			o.Marker.Head = m.Branch.Head
		}
		p.Body = o.Marker.Append(o.Body)
		if o.Title != "" {
			p.Title = o.Title
		}
		if o.Base != "" {
			p.Base = o.Base
		}
		if o.Reopen {
			p.State, p.Head = Open, m.Branch.Head
		}
	case Review:
		p := m.pull(o.Number)
		ids, ok := PlacedBy(o.Body)
		if !ok {
			panic("a review without a marker")
		}
		p.Placed = append(p.Placed, ids...)
		for _, c := range o.Comments {
			p.Threads = append(p.Threads, Thread{ID: "thread of " + c.ID, Comment: MarkOf(c.Marked())})
		}
	case Resolve:
		p := m.pull(o.Number)
		for n := range p.Threads {
			p.Threads[n].Resolved = p.Threads[n].Resolved || slices.Contains(o.Threads, p.Threads[n].ID)
		}
	case Note:
		p := m.pull(o.Number)
		p.Notes = append(p.Notes, NoteOf(WithNote(o.Kind, o.Body)))
	case ClosePull:
		p := m.pull(o.Number)
		p.State, p.Body = Closed, o.Marker.Append(o.Body)
	case DeleteBranch:
		if m.Branch.Head == o.Head {
			m.Branch = nil
		}
	}
}

func (m *model) put(tree string, f File) {
	switch {
	case f.Delete:
		delete(m.trees[tree], f.Path)
	case f.Blob != "":
		for _, files := range m.trees {
			if blob(files[f.Path]) == f.Blob {
				m.trees[tree][f.Path] = files[f.Path]
				return
			}
		}
		panic("no such blob")
	default:
		m.trees[tree][f.Path] = string(f.Content)
	}
}

// pull returns a pull request, the newest for 0.
func (m *model) pull(number int) *Pull {
	if number == 0 {
		return &m.Pulls[0]
	}
	return &m.Pulls[slices.IndexFunc(m.Pulls, func(p Pull) bool { return p.Number == number })]
}

// reconcile carries out what is needed and returns it as words.
func (m *model) reconcile(d Desired) []string {
	var did []string
	for _, op := range Reconcile(d, m.State).Ops {
		m.apply(op)
		did = append(did, op.String())
	}
	return did
}
