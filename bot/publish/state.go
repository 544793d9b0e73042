package publish

import (
	"io/fs"
	"slices"
)

// State is what GitHub holds for one of our branches when it was read.
type State struct {
	Archived, Disabled, Empty, Fork bool

	Base Base
	// Blobs maps every path of the base to its blob id, Modes to its mode.
	Blobs map[string]string
	Modes map[string]fs.FileMode
	// Branch is our branch, nil when there is none.
	Branch *Branch
	// Pulls are the pull requests made from our branch in this repository,
	// newest first. Those of forks are not among them.
	Pulls []Pull
}

// Base is the default branch.
type Base struct {
	Name string
	Head string // commit
	Tree string // of Head
	// Planned is the commit that the plan was made from.
	Planned string
}

// Branch is our branch on GitHub.
type Branch struct {
	Head string
	Tree string // of Head
	// Commits are the latest commits that Head reaches, Head first.
	Commits []Commit
}

// Commit is a commit of our branch.
type Commit struct {
	SHA     string
	Message string
	Parents []string
	// Bot reports whether a bot wrote the commit through GitHub's API.
	Bot bool
}

// PullState is whether a pull request is open.
type PullState string

const (
	Open   PullState = "OPEN"
	Closed PullState = "CLOSED"
	Merged PullState = "MERGED"
)

// Pull is a pull request made from our branch.
type Pull struct {
	Number int
	State  PullState
	Title  string
	Body   string
	Head   string
	Base   string
	// Placed are the ids of the review comments that our reviews hold.
	Placed []string
	// Notes are the kinds of notes that we left as comments.
	Notes []string
	// Threads are the conversations that our review comments began.
	Threads []Thread
}

// A Thread is a conversation at a line.
type Thread struct {
	ID       string // GitHub's
	Comment  string // the id of our comment, in the form of a marker
	Resolved bool
}

// Refuses returns why nothing may be written to the repository, "" when it may.
func (s State) Refuses() string {
	switch {
	case s.Archived:
		return "the repository is archived"
	case s.Disabled:
		return "the repository is disabled"
	case s.Empty:
		return "the repository is empty"
	case s.Fork:
		return "the repository is a fork"
	}
	return ""
}

// Current returns the pull request that counts: the open one, else the newest,
// nil when there never was one.
func (s State) Current() *Pull {
	if n := slices.IndexFunc(s.Pulls, func(p Pull) bool { return p.State == Open }); n >= 0 {
		return &s.Pulls[n]
	}
	if len(s.Pulls) > 0 {
		return &s.Pulls[0]
	}
	return nil
}

// Ours reports whether the head of the branch is a commit of ours on top of
// what the marker says we wrote last. Without a marker the commit has to speak
// for itself.
func (b *Branch) Ours(m *Marker) bool {
	if m != nil && m.Head == b.Head {
		return true
	}
	at := b.Head
	for range b.Commits {
		c, known := b.commit(at)
		switch {
		case !known || !c.Bot || ContentOf(c.Message) == "":
			return false
		case m == nil || slices.Contains(c.Parents, m.Head):
			return true
		case len(c.Parents) == 0:
			return false
		}
		at = c.Parents[0]
	}
	return false
}

// content returns the identity of the files that the branch's head carries, ""
// when it does not say.
func (b *Branch) content(m *Marker) string {
	if c, known := b.commit(b.Head); known && ContentOf(c.Message) != "" {
		return ContentOf(c.Message)
	}
	if m != nil && m.Head == b.Head {
		return m.Content
	}
	return ""
}

// on reports whether the branch's head was made directly on a commit.
func (b *Branch) on(sha string) bool {
	c, _ := b.commit(b.Head)
	return slices.Contains(c.Parents, sha)
}

func (b *Branch) commit(sha string) (Commit, bool) {
	n := slices.IndexFunc(b.Commits, func(c Commit) bool { return c.SHA == sha })
	if n < 0 {
		return Commit{}, false
	}
	return b.Commits[n], true
}

// moved reports whether one of the files that the marker names is not on the
// base what it was.
func (s State) moved(m *Marker) bool {
	for path, blob := range m.Files {
		if s.Blobs[path] != blob {
			return true
		}
	}
	return false
}

// A File is a file as the branch has to hold it.
type File struct {
	Path    string
	Mode    fs.FileMode
	Content []byte
	// Blob puts an existing blob at the path in place of Content; Delete
	// removes the path. Both give back to a file what the base holds.
	Blob   string
	Delete bool
}
