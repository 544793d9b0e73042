package ghsim

import (
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// pullEvent tells the Apps and the event log what happened to a pull request.
func (s *Sim) pullEvent(p *pull, actor *account, action string, more obj) {
	p.updated = s.now()
	word := action
	if action == "synchronize" {
		word = "updated"
	}
	text := fmt.Sprintf("%s #%d %s", word, p.number, p.title)
	if action == "closed" && !p.merged.IsZero() {
		text = fmt.Sprintf("merged #%d %s", p.number, p.title)
	}
	s.note(Event{Kind: "pull_request", Action: action, Repo: p.repo.fullName(), Number: p.number, Actor: actor.login, Text: text})
	payload := obj{"number": p.number, "pull_request": s.pull(p)}
	for key, value := range more {
		payload[key] = value
	}
	s.emit(p.repo, actor, "pull_request", action, payload)
}

// openPull creates a pull request from what was checked.
func (s *Sim) openPull(p *pull) {
	p.repo.numbers++
	p.id, p.number, p.created, p.updated = s.id(), p.repo.numbers, s.now(), s.now()
	p.headSHA, _ = p.headRepo.head(p.headRef)
	p.baseSHA, _ = p.repo.head(p.baseRef)
	p.repo.pulls = append(p.repo.pulls, p)
	s.pullEvent(p, p.author, "opened", nil)
}

// closePull closes an open pull request without merging it.
func (s *Sim) closePull(p *pull, actor *account) {
	p.closed, p.closedBy = s.now(), actor
	s.pullEvent(p, actor, "closed", nil)
}

// reopenPull opens a closed one again when its branches still allow it.
func (s *Sim) reopenPull(p *pull, actor *account) error {
	head, exists := p.headRepo.head(p.headRef)
	switch {
	case !p.merged.IsZero():
		return invalid("PullRequest", "state", "invalid", "state cannot be changed. The pull request was merged.")
	case !exists:
		return invalid("PullRequest", "state", "invalid", fmt.Sprintf("state cannot be changed. The %s branch has been deleted.", p.headRef))
	case p.repo.openPull(p.headRepo, p.headRef, p.baseRef) != nil:
		return invalid("PullRequest", "state", "invalid", "state cannot be changed. There is already an open pull request from "+p.headRef+".")
	}
	p.closed, p.closedBy, p.headSHA = time.Time{}, nil, head
	p.baseSHA, _ = p.repo.head(p.baseRef)
	s.pullEvent(p, actor, "reopened", nil)
	return nil
}

// openPull finds the open pull request for a head and a base.
func (r *repo) openPull(head *repo, headRef, baseRef string) *pull {
	for _, p := range r.pulls {
		if p.open() && p.headRepo == head && p.headRef == headRef && p.baseRef == baseRef {
			return p
		}
	}
	return nil
}

// followRef brings the pull requests of a branch up to date with it.
func (s *Sim) followRef(r *repo, actor *account, branch string, to git.ID) {
	for _, target := range s.repoOrder {
		for _, p := range target.pulls {
			if !p.open() {
				continue
			}
			switch {
			case p.headRepo == r && p.headRef == branch:
				s.followHead(p, actor, to)
			case p.repo == r && p.baseRef == branch:
				s.followBase(p, actor, to)
			}
		}
	}
}

func (s *Sim) followHead(p *pull, actor *account, to git.ID) {
	if to == git.Zero {
		s.closePull(p, actor)
		return
	}
	before := p.headSHA
	p.headSHA = to
	s.pullEvent(p, actor, "synchronize", obj{"before": before, "after": to})
}

func (s *Sim) followBase(p *pull, actor *account, to git.ID) {
	switch {
	case to == git.Zero:
		s.closePull(p, actor)
	case p.repo.git.IsAncestor(p.headSHA, to):
		p.mergeCommit, p.merged = to, s.now()
		s.closePull(p, actor)
	default:
		p.baseSHA = to
	}
}

// mergePull merges an open pull request, as one squashed commit or as a merge.
func (s *Sim) mergePull(p *pull, actor *account, squash bool) error {
	tree, clean := p.mergedTree()
	if !p.open() || !clean {
		return fmt.Errorf("pull request #%d cannot be merged: it is %s, clean: %t", p.number, p.state(), clean)
	}
	sig := git.Signature{Name: actor.login, Email: actor.email(), When: s.now()}
	commit := git.Commit{
		Tree: tree, Parents: []git.ID{p.baseSHA, p.headSHA}, Author: sig, Committer: sig,
		Message: fmt.Sprintf("Merge pull request #%d from %s\n\n%s", p.number, p.headLabel(), p.title),
	}
	if squash {
		commit.Parents = commit.Parents[:1]
		commit.Message = fmt.Sprintf("%s (#%d)", p.title, p.number)
	}
	p.mergeCommit = p.repo.git.PutCommit(commit)
	p.merged, p.closed, p.closedBy = s.now(), s.now(), actor
	s.moveRef(p.repo, actor, "refs/heads/"+p.baseRef, p.mergeCommit)
	s.pullEvent(p, actor, "closed", nil)
	return nil
}
