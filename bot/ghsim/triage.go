package ghsim

import (
	"slices"
	"strings"
)

func (c *call) knownAccounts(logins []string) []*account {
	var out []*account
	for _, login := range logins {
		if a := c.accounts[strings.ToLower(login)]; a != nil {
			out = append(out, a)
		}
	}
	return out
}

// requestReviewers asks people for a review: they must be able to see the
// repository, and must not be the author.
func requestReviewers(c *call) (answer, error) {
	var in struct {
		Reviewers     []string `json:"reviewers"`
		TeamReviewers []string `json:"team_reviewers"`
	}
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	asked := c.knownAccounts(in.Reviewers)
	for _, a := range asked {
		if a == p.author {
			return answer{}, refused("Review cannot be requested from pull request author.")
		}
		if c.repo.association(a) == "NONE" {
			asked = nil
		}
	}
	if len(in.Reviewers) > 0 && len(asked) != len(in.Reviewers) {
		return answer{}, refused("Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the " + c.repo.fullName() + " repository.")
	}
	for _, a := range asked {
		if !slices.Contains(p.reviewers, a) {
			p.reviewers = append(p.reviewers, a)
			c.pullEvent(p, c.actor(), "review_requested", obj{"requested_reviewer": c.user(a)})
		}
	}
	return created(c.pullSimple(p))
}

func addAssignees(c *call) (answer, error) {
	var in struct {
		Assignees []string `json:"assignees"`
	}
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	for _, a := range c.knownAccounts(in.Assignees) { // GitHub drops the others silently
		if !slices.Contains(p.assignees, a) {
			p.assignees = append(p.assignees, a)
			c.pullEvent(p, c.actor(), "assigned", obj{"assignee": c.user(a)})
		}
	}
	return created(c.issue(p))
}

func listLabels(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	return page(c, c.labels(p))
}

func addLabels(c *call) (answer, error) {
	var in struct {
		Labels []string `json:"labels"`
	}
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	if c.decode(&in) != nil { // GitHub also takes a bare array
		if err := c.decode(&in.Labels); err != nil {
			return answer{}, err
		}
	}
	for _, name := range in.Labels {
		if len(name) > 50 || name == "" {
			return answer{}, invalid("Label", "name", "invalid", "")
		}
		if !slices.Contains(p.labels, name) {
			p.labels = append(p.labels, name)
			c.pullEvent(p, c.actor(), "labeled", obj{"label": obj{"name": name}})
		}
	}
	return ok(c.labels(p))
}
