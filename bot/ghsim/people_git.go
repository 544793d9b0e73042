package ghsim

import (
	"fmt"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A Push is a commit that a person makes on a branch.
type Push struct {
	Repo, Branch string // Branch: the default branch when empty
	User         string
	Message      string
	// Files are written, Delete is removed, and Modes says what is not a
	// plain file: git.ModeExecutable, git.ModeSymlink, and git.ModeSubmodule,
	// whose content is a commit's name.
	Files  map[string]string
	Delete []string
	Modes  map[string]string
	// From is the revision to build on; empty: the branch, or for a new one
	// the default branch. When the branch does not contain it the push is forced.
	From string
}

// Push commits, moves the branch and returns the new commit's name. It makes
// the deliveries that follow, as do all methods that play people.
func (s *Sim) Push(p Push) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, actor, err := s.scene(p.Repo, p.User)
	if err != nil {
		return "", err
	}
	p.Branch = or(p.Branch, r.defaultBranch)
	if !validRef("refs/heads/" + p.Branch) {
		return "", fmt.Errorf("push to %s: %q is not a branch name", p.Repo, p.Branch)
	}
	files := make(map[string]git.Entry)
	var parents []git.ID
	if parent, found := r.parentFor(p); found {
		tree, _ := r.git.TreeOf(parent)
		files, parents = r.git.Files(tree), []git.ID{parent}
	} else if p.From != "" {
		return "", fmt.Errorf("push to %s: no revision %q", p.Repo, p.From)
	}
	p.change(r.git, files)
	sig := git.Signature{Name: actor.login, Email: actor.email(), When: s.now()}
	id := r.git.PutCommit(git.Commit{
		Tree: r.git.PutFiles(files), Parents: parents, Author: sig, Committer: sig, Message: or(p.Message, "Change files"),
	})
	s.moveRef(r, actor, "refs/heads/"+p.Branch, id)
	return string(id), nil
}

// parentFor finds the commit that a push builds on.
func (r *repo) parentFor(p Push) (git.ID, bool) {
	if p.From != "" {
		return r.resolve(p.From)
	}
	if id, found := r.head(p.Branch); found {
		return id, true
	}
	return r.head(r.defaultBranch)
}

// change makes the push's changes to files.
func (p Push) change(store *git.Store, files map[string]git.Entry) {
	for _, at := range p.Delete {
		delete(files, at)
	}
	for at, content := range p.Files {
		e := git.Entry{Mode: or(p.Modes[at], git.ModeFile), ID: git.ID(content)}
		if old, exists := files[at]; exists && p.Modes[at] == "" {
			e.Mode = old.Mode
		}
		if e.Mode != git.ModeSubmodule {
			e.ID = store.PutBlob([]byte(content))
		}
		files[at] = e
	}
}

// scene finds the repository and the person of something a person does.
func (s *Sim) scene(fullName, login string) (*repo, *account, error) {
	r, err := s.lookup(fullName)
	if err != nil {
		return nil, nil, err
	}
	actor, err := s.person(login)
	if err != nil {
		return nil, nil, err
	}
	if r.archived {
		return nil, nil, fmt.Errorf("repository %s is archived", fullName)
	}
	return r, actor, nil
}

// DeleteBranch deletes a branch; open pull requests from it are closed.
func (s *Sim) DeleteBranch(fullName, branch, login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, actor, err := s.scene(fullName, login)
	if err != nil {
		return err
	}
	if _, found := r.head(branch); !found {
		return fmt.Errorf("no branch %q in %s", branch, fullName)
	}
	s.moveRef(r, actor, "refs/heads/"+branch, git.Zero)
	return nil
}

// RenameDefaultBranch gives the default branch another name. Pull requests
// against it follow.
func (s *Sim) RenameDefaultBranch(fullName, to, login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, actor, err := s.scene(fullName, login)
	if err != nil {
		return err
	}
	from := r.defaultBranch
	head, found := r.head(from)
	if !found {
		return fmt.Errorf("repository %s is empty", fullName)
	}
	delete(r.refs, "refs/heads/"+from)
	r.refs["refs/heads/"+to], r.defaultBranch = head, to
	for _, p := range r.pulls {
		if p.baseRef == from {
			p.baseRef = to
		}
	}
	s.note(Event{Kind: "repository", Action: "edited", Repo: r.fullName(), Actor: actor.login, Text: fmt.Sprintf("renamed branch %s to %s", from, to)})
	s.emit(r, actor, "repository", "edited", obj{"changes": obj{"default_branch": obj{"from": from}}})
	s.pushed(r, actor, "refs/heads/"+to, git.Zero, head)
	s.pushed(r, actor, "refs/heads/"+from, head, git.Zero)
	return nil
}
