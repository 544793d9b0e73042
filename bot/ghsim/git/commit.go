package git

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Signature says who did something, and when; to the second, in UTC.
type Signature struct {
	Name, Email string
	When        time.Time
}

func (s Signature) String() string {
	return fmt.Sprintf("%s <%s> %d +0000", s.Name, s.Email, s.When.Unix())
}

// A Commit is a snapshot with its history.
type Commit struct {
	Tree      ID
	Parents   []ID
	Author    Signature
	Committer Signature
	Message   string
}

// PutCommit stores c and returns its name.
func (s *Store) PutCommit(c Commit) ID {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", c.Tree)
	for _, p := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n\n%s", c.Author, c.Committer, c.Message)
	id := name("commit", []byte(b.String()))
	if s.commits == nil {
		s.commits = make(map[ID]Commit)
	}
	s.commits[id] = c
	return id
}

// Commit returns the commit of that name.
func (s *Store) Commit(id ID) (Commit, bool) {
	c, ok := s.commits[id]
	return c, ok
}

// TreeOf returns the tree of a commit, or the tree itself when id names one.
func (s *Store) TreeOf(id ID) (ID, bool) {
	if c, ok := s.commits[id]; ok {
		return c.Tree, true
	}
	_, ok := s.trees[id]
	return id, ok
}

// Log returns the commits reachable from head and not from any of the
// excluded ones, newest first.
func (s *Store) Log(head ID, excluded ...ID) []ID {
	hidden := make(map[ID]bool)
	for _, id := range excluded {
		for _, c := range s.reachable(id) {
			hidden[c] = true
		}
	}
	return slices.DeleteFunc(s.reachable(head), func(id ID) bool { return hidden[id] })
}

// IsAncestor reports whether old is reachable from id; a commit is its own
// ancestor.
func (s *Store) IsAncestor(old, id ID) bool { return slices.Contains(s.reachable(id), old) }

// MergeBase returns the newest commit that both can reach.
func (s *Store) MergeBase(a, b ID) (ID, bool) {
	mine := make(map[ID]bool)
	for _, id := range s.reachable(a) {
		mine[id] = true
	}
	for _, id := range s.reachable(b) {
		if mine[id] {
			return id, true
		}
	}
	return "", false
}

// reachable lists the commits that head can reach: every commit stands before
// its parents.
func (s *Store) reachable(head ID) []ID {
	var order []ID
	seen := make(map[ID]bool)
	var visit func(ID)
	visit = func(id ID) {
		c, ok := s.commits[id]
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		for _, p := range slices.Backward(c.Parents) {
			visit(p)
		}
		order = append(order, id)
	}
	visit(head)
	slices.Reverse(order)
	return order
}
