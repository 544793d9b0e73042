package ghsim

import (
	"fmt"
	"slices"
)

// A NewPull is a pull request that a person opens.
type NewPull struct {
	Repo, User  string
	Head        string // "branch", or "owner:branch" of a fork
	Base        string // the default branch when empty
	Title, Body string
	Draft       bool
}

// OpenPull opens a pull request and returns its number.
func (s *Sim) OpenPull(n NewPull) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, author, err := s.scene(n.Repo, n.User)
	if err != nil {
		return 0, err
	}
	p := &pull{repo: r, baseRef: or(n.Base, r.defaultBranch), title: or(n.Title, n.Head), body: n.Body, draft: n.Draft, author: author}
	p.headRepo, p.headRef = s.headOf(r, n.Head)
	if err := s.checkNewPull(p); err != nil {
		return 0, fmt.Errorf("open pull request from %s: %w", n.Head, explain(err))
	}
	s.openPull(p)
	return p.number, nil
}

// explain puts what a failure is about into its message.
func explain(err error) error {
	if f, ok := err.(*failure); ok && f.errors != nil {
		return fmt.Errorf("%w: %v", err, f.errors)
	}
	return err
}

// onPull runs do with a pull request and a person.
func (s *Sim) onPull(fullName string, number int, login string, do func(*pull, *account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, actor, err := s.scene(fullName, login)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(r.pulls, func(p *pull) bool { return p.number == number })
	if i < 0 {
		return fmt.Errorf("no pull request #%d in %s", number, fullName)
	}
	return do(r.pulls[i], actor)
}

// ClosePull closes a pull request without merging it.
func (s *Sim) ClosePull(fullName string, number int, login string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error {
		if !p.open() {
			return fmt.Errorf("pull request #%d is closed", number)
		}
		s.closePull(p, actor)
		return nil
	})
}

// ReopenPull opens a closed pull request again.
func (s *Sim) ReopenPull(fullName string, number int, login string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error {
		if p.open() {
			return fmt.Errorf("pull request #%d is open", number)
		}
		if err := s.reopenPull(p, actor); err != nil {
			return explain(err)
		}
		return nil
	})
}

// MergePull merges a pull request with a merge commit.
func (s *Sim) MergePull(fullName string, number int, login string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error { return s.mergePull(p, actor, false) })
}

// SquashPull merges a pull request as one commit.
func (s *Sim) SquashPull(fullName string, number int, login string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error { return s.mergePull(p, actor, true) })
}

// EditPull changes the title and body of a pull request; nil leaves one as it is.
func (s *Sim) EditPull(fullName string, number int, login string, title, body *string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error { return s.editPull(p, actor, title, body, nil) })
}

// Comment writes a comment on a pull request and returns its id.
func (s *Sim) Comment(fullName string, number int, login, body string) (id int64, err error) {
	err = s.onPull(fullName, number, login, func(p *pull, actor *account) error {
		if err := checkText("IssueComment", "", body); err != nil {
			return explain(err)
		}
		id = s.addComment(p, actor, body).id
		return nil
	})
	return id, err
}

// EditComment changes a comment.
func (s *Sim) EditComment(fullName string, number int, id int64, login, body string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error {
		i := slices.IndexFunc(p.comments, func(m *comment) bool { return m.id == id })
		if i < 0 {
			return fmt.Errorf("no comment %d on #%d", id, number)
		}
		s.editComment(p.comments[i], actor, body)
		return nil
	})
}

// An Inline is a comment that a person makes at a line of the diff.
type Inline struct {
	Path, Body string
	Line       int
	Side       string // LEFT or RIGHT; RIGHT when empty
}

// ReviewPull submits a review: event is COMMENT, APPROVE or REQUEST_CHANGES.
func (s *Sim) ReviewPull(fullName string, number int, login, event, body string, comments ...Inline) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error {
		v := &review{id: s.id(), pull: p, author: actor, body: body, state: reviewStates[event], commit: p.headSHA, submitted: s.now()}
		var places []newInline
		for _, c := range comments {
			places = append(places, newInline{Path: c.Path, Line: c.Line, Side: c.Side, Body: c.Body})
		}
		threads, err := s.newThreads(v, places)
		if err != nil {
			return explain(err)
		}
		s.addReview(v, threads)
		return nil
	})
}

// RerequestCheck asks for the newest check run of that name on a pull request's
// head again, as the button on the page does.
func (s *Sim) RerequestCheck(fullName string, number int, login, name string) error {
	return s.onPull(fullName, number, login, func(p *pull, actor *account) error {
		for _, k := range slices.Backward(p.repo.checks) {
			if k.head == p.headSHA && k.name == name {
				s.emit(p.repo, actor, "check_run", "rerequested", obj{"check_run": s.checkRun(k)})
				s.note(Event{Kind: "check_run", Action: "rerequested", Repo: fullName, Number: number, Actor: login, Text: "asked for " + name + " again"})
				return nil
			}
		}
		return fmt.Errorf("no check run %q on #%d", name, number)
	})
}
