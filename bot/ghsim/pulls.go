package ghsim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// pullInPath finds the pull request that the path names.
func (c *call) pullInPath() (*pull, error) {
	i := slices.IndexFunc(c.repo.pulls, func(p *pull) bool { return int64(p.number) == c.number("number") })
	if i < 0 {
		return nil, notFound
	}
	return c.repo.pulls[i], nil
}

func getPull(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	return ok(c.pull(p))
}

func listPulls(c *call) (answer, error) {
	query := c.r.URL.Query()
	state, head, base := or(query.Get("state"), "open"), query.Get("head"), query.Get("base")
	if !strings.Contains(head, ":") {
		head = "" // GitHub ignores a head without its owner
	}
	out := []obj{}
	for _, p := range c.repo.pulls {
		if (state == "all" || p.state() == state) && (head == "" || strings.EqualFold(p.headLabel(), head)) && (base == "" || p.baseRef == base) {
			out = append(out, c.pullSimple(p))
		}
	}
	if query.Get("direction") != "asc" {
		slices.Reverse(out)
	}
	return page(c, out)
}

func createPull(c *call) (answer, error) {
	var in struct {
		Title    string `json:"title"`
		Body     string `json:"body"`
		Head     string `json:"head"`
		HeadRepo string `json:"head_repo"`
		Base     string `json:"base"`
		Draft    bool   `json:"draft"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	p := &pull{repo: c.repo, baseRef: in.Base, title: in.Title, body: in.Body, draft: in.Draft, author: c.actor()}
	p.headRepo, p.headRef = c.headOf(c.repo, in.Head)
	if err := c.checkNewPull(p); err != nil {
		return answer{}, err
	}
	c.openPull(p)
	return created(c.pull(p))
}

// headOf finds the repository and branch of a head: "branch" or "owner:branch".
func (s *Sim) headOf(r *repo, head string) (*repo, string) {
	owner, branch, named := strings.Cut(head, ":")
	if !named {
		return r, head
	}
	for _, other := range s.repoOrder {
		if strings.EqualFold(other.owner.login, owner) && other.git == r.git {
			return other, branch
		}
	}
	return r, branch
}

// checkNewPull refuses what GitHub refuses.
func (s *Sim) checkNewPull(p *pull) error {
	head, headExists := p.headRepo.head(p.headRef)
	base, baseExists := p.repo.head(p.baseRef)
	switch {
	case p.title == "":
		return invalid("Issue", "title", "missing_field", "")
	case !headExists:
		return invalid("PullRequest", "head", "invalid", "")
	case !baseExists:
		return invalid("PullRequest", "base", "invalid", "")
	case p.repo.openPull(p.headRepo, p.headRef, p.baseRef) != nil:
		return invalid("PullRequest", "base", "custom", fmt.Sprintf("A pull request already exists for %s.", p.headLabel()))
	case p.repo.git.IsAncestor(head, base):
		return invalid("PullRequest", "base", "custom", fmt.Sprintf("No commits between %s and %s", p.baseRef, p.headRef))
	}
	if _, related := p.repo.git.MergeBase(base, head); !related {
		return invalid("PullRequest", "head", "custom", fmt.Sprintf("The %s branch has no history in common with %s", p.headRef, p.baseRef))
	}
	return checkText("PullRequest", p.title, p.body)
}

func updatePull(c *call) (answer, error) {
	var in struct {
		Title *string `json:"title"`
		Body  *string `json:"body"`
		State *string `json:"state"`
		Base  *string `json:"base"`
	}
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if err := checkText("PullRequest", deref(in.Title), deref(in.Body)); err != nil {
		return answer{}, err
	}
	if err := c.editPull(p, c.actor(), in.Title, in.Body, in.Base); err != nil {
		return answer{}, err
	}
	switch state := deref(in.State); {
	case state == "closed" && p.open():
		c.closePull(p, c.actor())
	case state == "open" && !p.open():
		if err := c.reopenPull(p, c.actor()); err != nil {
			return answer{}, err
		}
	}
	return ok(c.pull(p))
}

// editPull changes title, body or base, and says what they were.
func (s *Sim) editPull(p *pull, actor *account, title, body, base *string) error {
	changes := obj{}
	if title != nil && *title != p.title {
		changes["title"] = obj{"from": p.title}
		p.title = *title
	}
	if body != nil && *body != p.body {
		changes["body"] = obj{"from": p.body}
		p.body = *body
	}
	if base != nil && *base != p.baseRef {
		head, exists := p.repo.head(*base)
		if !exists {
			return invalid("PullRequest", "base", "invalid", "Proposed base branch '"+*base+"' was not found")
		}
		changes["base"] = obj{"ref": obj{"from": p.baseRef}, "sha": obj{"from": p.baseSHA}}
		p.baseRef, p.baseSHA = *base, head
	}
	if len(changes) > 0 {
		s.pullEvent(p, actor, "edited", obj{"changes": changes})
	}
	return nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func listPullFiles(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	from, _ := c.repo.git.TreeOf(p.mergeBase())
	to, _ := c.repo.git.TreeOf(p.headSHA)
	files, _ := c.diffEntries(c.repo, from, to, p.headSHA)
	return page(c, files)
}

func listPullCommits(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	out := []obj{}
	for _, id := range p.commits() {
		out = append(out, c.commit(c.repo, id))
	}
	return page(c, out)
}

// listCommitPulls lists the pull requests that hold a commit.
func listCommitPulls(c *call, rev string) (answer, error) {
	id, found := c.repo.resolve(rev)
	if !found {
		return answer{}, refused("No commit found for SHA: " + rev)
	}
	out := []obj{}
	for _, p := range c.repo.pulls {
		if p.mergeCommit == id || slices.Contains(p.commits(), id) {
			out = append(out, c.pullSimple(p))
		}
	}
	return page(c, out)
}

// commitPulls are the open pull requests whose head a commit is.
func (r *repo) commitPulls(id git.ID) []*pull {
	return slices.DeleteFunc(slices.Clone(r.pulls), func(p *pull) bool { return !p.open() || p.headSHA != id })
}
