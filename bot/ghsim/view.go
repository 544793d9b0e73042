package ghsim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A RepoView is a repository as people see it.
type RepoView struct {
	FullName, DefaultBranch string
	Archived, Private, Fork bool
	Branches                []string
	Pulls                   []PullView // newest first, without their details
}

// A PullView is a pull request as people see it.
type PullView struct {
	Repo             string
	Number           int
	Title, Body      string
	State            string // open, closed, merged
	Draft            bool
	Author           string
	Head, Base       string // branches
	HeadSHA          string
	Created, Updated time.Time
	Mergeable        bool
	Labels           []string

	// What follows is filled by Pull only.
	Files    []FileDiff
	Threads  []ThreadView
	Comments []CommentView
	Reviews  []ReviewView
	Commits  []CommitView
	Checks   []CheckView
}

// A ThreadView is a conversation at a line of the diff.
type ThreadView struct {
	ID                 string // for GraphQL
	Path, Side         string
	Line, StartLine    int // of the head; 0: outdated
	Original           int // the line that was commented on
	Resolved, Outdated bool
	Comments           []CommentView
}

// A CommentView is a comment, on the conversation or on a line.
type CommentView struct {
	ID        int64
	Author    string
	Body      string
	Created   time.Time
	Reactions []string // such as "eyes", in the order they were made
}

// A ReviewView is a submitted review.
type ReviewView struct {
	Author, Body, State string
	Created             time.Time
	Comments            int
}

// A CommitView is a commit of a pull request.
type CommitView struct {
	SHA, Message, Author string
	Created              time.Time
	Verified             bool
}

// A CheckView is a check run on the head of a pull request.
type CheckView struct {
	Name, Status, Conclusion string
	Title, Summary           string
	Annotations              int
}

// Repos lists the repositories in order of creation.
func (s *Sim) Repos() []RepoView {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []RepoView
	for _, r := range s.repoOrder {
		out = append(out, r.view())
	}
	return out
}

func (r *repo) view() RepoView {
	v := RepoView{FullName: r.fullName(), DefaultBranch: r.defaultBranch, Archived: r.archived, Private: r.private, Fork: r.parent != nil}
	for ref := range r.refs {
		if branch, is := strings.CutPrefix(ref, "refs/heads/"); is {
			v.Branches = append(v.Branches, branch)
		}
	}
	slices.Sort(v.Branches)
	for _, p := range slices.Backward(r.pulls) {
		v.Pulls = append(v.Pulls, p.brief())
	}
	return v
}

// Repo returns one repository.
func (s *Sim) Repo(fullName string) (RepoView, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.lookup(fullName)
	if err != nil {
		return RepoView{}, err
	}
	return r.view(), nil
}

// Head returns the commit of a branch, tag or other revision.
func (s *Sim) Head(fullName, rev string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.lookup(fullName)
	if err != nil {
		return "", err
	}
	id, found := r.resolve(rev)
	if !found {
		return "", fmt.Errorf("no revision %q in %s", rev, fullName)
	}
	return string(id), nil
}

// Files returns the content of every file of a revision, by path; symbolic
// links hold their target, and submodules are left out.
func (s *Sim) Files(fullName, rev string) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.lookup(fullName)
	if err != nil {
		return nil, err
	}
	id, found := r.resolve(rev)
	if !found {
		return nil, fmt.Errorf("no revision %q in %s", rev, fullName)
	}
	tree, _ := r.git.TreeOf(id)
	out := make(map[string]string)
	for at, e := range r.git.Files(tree) {
		if data, is := r.git.Blob(e.ID); is && e.Mode != git.ModeSubmodule {
			out[at] = string(data)
		}
	}
	return out, nil
}
