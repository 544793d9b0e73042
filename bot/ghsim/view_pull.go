package ghsim

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// Pull returns a pull request with everything that is on its page.
func (s *Sim) Pull(fullName string, number int) (PullView, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.lookup(fullName)
	if err != nil {
		return PullView{}, err
	}
	i := slices.IndexFunc(r.pulls, func(p *pull) bool { return p.number == number })
	if i < 0 {
		return PullView{}, fmt.Errorf("no pull request #%d in %s", number, fullName)
	}
	p := r.pulls[i]
	v := p.brief()
	_, v.Mergeable = p.mergedTree()
	v.Mergeable = v.Mergeable && p.open()
	v.Files = p.diff(p.headSHA)
	v.Commits, v.Checks = s.commitViews(p), p.checkViews()
	for _, m := range p.comments {
		v.Comments = append(v.Comments, m.view())
	}
	for _, t := range p.threads {
		v.Threads = append(v.Threads, t.view())
	}
	for _, w := range p.reviews {
		rv := ReviewView{Author: w.author.login, Body: w.body, State: w.state, Created: w.submitted}
		for _, m := range p.inlines() {
			if m.review == w {
				rv.Comments++
			}
		}
		v.Reviews = append(v.Reviews, rv)
	}
	return v, nil
}

// brief is what a list shows of a pull request.
func (p *pull) brief() PullView {
	state := p.state()
	if !p.merged.IsZero() {
		state = "merged"
	}
	return PullView{
		Repo: p.repo.fullName(), Number: p.number, Title: p.title, Body: p.body, State: state, Draft: p.draft, Author: p.author.login,
		Head: p.headRef, Base: p.baseRef, HeadSHA: string(p.headSHA), Created: p.created, Updated: p.updated, Labels: slices.Clone(p.labels),
	}
}

func (m *comment) view() CommentView {
	v := CommentView{ID: m.id, Author: m.author.login, Body: m.body, Created: m.created}
	for _, r := range m.reactions {
		v.Reactions = append(v.Reactions, r.content)
	}
	return v
}

func (t *thread) view() ThreadView {
	line, _, current := t.place()
	v := ThreadView{ID: t.node(), Path: t.path, Side: t.side, Original: t.line, Resolved: t.resolved, Outdated: !current}
	if current {
		v.Line = line
		if t.startLine != 0 {
			v.StartLine = t.startLine + line - t.line
		}
	}
	for _, m := range t.comments {
		v.Comments = append(v.Comments, CommentView{ID: m.id, Author: m.author.login, Body: m.body, Created: m.created})
	}
	return v
}

func (s *Sim) commitViews(p *pull) []CommitView {
	var out []CommitView
	for _, id := range p.commits() {
		c, _ := p.repo.git.Commit(id)
		out = append(out, CommitView{SHA: string(id), Message: c.Message, Author: c.Author.Name, Created: c.Author.When, Verified: p.repo.signed[id]})
	}
	return out
}

// checkViews are the newest check runs of each name on the head.
func (p *pull) checkViews() []CheckView { return p.repo.checkViews(p.headSHA) }

// Checks returns the newest check run of each name on a commit.
func (s *Sim) Checks(fullName, rev string) ([]CheckView, error) {
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
	return r.checkViews(id), nil
}

func (r *repo) checkViews(head git.ID) []CheckView {
	var out []CheckView
	for _, k := range slices.Backward(r.checks) {
		if k.head == head && !slices.ContainsFunc(out, func(v CheckView) bool { return v.Name == k.name }) {
			out = append(out, CheckView{k.name, k.status, k.conclusion, k.title, k.summary, len(k.annotations)})
		}
	}
	return out
}
