package ghsim

import (
	"fmt"
	"strings"
	"time"
)

// A comment is a comment on the conversation of a pull request.
type comment struct {
	id               int64
	pull             *pull
	author           *account
	body             string
	created, updated time.Time
	reactions        []*reaction
}

func (s *Sim) comment(m *comment) obj {
	url := s.api("/repos/%s/issues/comments/%d", m.pull.repo.fullName(), m.id)
	return obj{
		"id": m.id, "node_id": nodeID("IC", m.id), "url": url, "html_url": s.web("/%s/pull/%d#issuecomment-%d", m.pull.repo.fullName(), m.pull.number, m.id),
		"issue_url": s.api("/repos/%s/issues/%d", m.pull.repo.fullName(), m.pull.number), "user": s.user(m.author), "body": m.body,
		"created_at": m.created, "updated_at": m.updated, "author_association": m.pull.repo.association(m.author),
		"reactions": s.rollup(m, url),
	}
}

func (c *call) commentInPath() (*comment, error) {
	for _, p := range c.repo.pulls {
		for _, m := range p.comments {
			if m.id == c.number("id") {
				return m, nil
			}
		}
	}
	return nil, notFound
}

func listComments(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	out := []obj{}
	for _, m := range p.comments {
		out = append(out, c.comment(m))
	}
	return page(c, out)
}

func getComment(c *call) (answer, error) {
	m, err := c.commentInPath()
	if err != nil {
		return answer{}, err
	}
	return ok(c.comment(m))
}

// newBody reads a request that holds a comment's body.
func (c *call) newBody(resource string) (string, error) {
	var in struct {
		Body string `json:"body"`
	}
	if err := c.decode(&in); err != nil {
		return "", err
	}
	if strings.TrimSpace(in.Body) == "" {
		return "", invalid(resource, "body", "missing_field", "")
	}
	return in.Body, checkText(resource, "", in.Body)
}

func createComment(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	body, err := c.newBody("IssueComment")
	if err != nil {
		return answer{}, err
	}
	return created(c.comment(c.addComment(p, c.actor(), body)))
}

// addComment writes a comment on a pull request.
func (s *Sim) addComment(p *pull, author *account, body string) *comment {
	m := &comment{id: s.id(), pull: p, author: author, body: body, created: s.now(), updated: s.now()}
	p.comments = append(p.comments, m)
	s.commentEvent(m, author, "created", nil)
	return m
}

func (s *Sim) commentEvent(m *comment, actor *account, action string, more obj) {
	r := m.pull.repo
	text := fmt.Sprintf("comment %s on #%d: %s", action, m.pull.number, firstLine(m.body))
	s.note(Event{Kind: "issue_comment", Action: action, Repo: r.fullName(), Number: m.pull.number, Actor: actor.login, Text: text})
	payload := obj{"issue": s.issue(m.pull), "comment": s.comment(m)}
	for key, value := range more {
		payload[key] = value
	}
	s.emit(r, actor, "issue_comment", action, payload)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if r := []rune(line); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return line
}

func updateComment(c *call) (answer, error) {
	m, err := c.commentInPath()
	if err != nil {
		return answer{}, err
	}
	body, err := c.newBody("IssueComment")
	if err != nil {
		return answer{}, err
	}
	c.editComment(m, c.actor(), body)
	return ok(c.comment(m))
}

func (s *Sim) editComment(m *comment, actor *account, body string) {
	before := m.body
	m.body, m.updated = body, s.now()
	s.commentEvent(m, actor, "edited", obj{"changes": obj{"body": obj{"from": before}}})
}
