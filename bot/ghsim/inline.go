package ghsim

import (
	"slices"
	"time"
)

// An inline is a comment of a review, at a line of the diff.
type inline struct {
	id               int64
	thread           *thread
	review           *review
	author           *account
	body             string
	created, updated time.Time
}

func (s *Sim) inline(m *inline) obj {
	t := m.thread
	repo := t.pull.repo.fullName()
	url := s.api("/repos/%s/pulls/comments/%d", repo, m.id)
	pr := s.api("/repos/%s/pulls/%d", repo, t.pull.number)
	page := s.web("/%s/pull/%d#discussion_r%d", repo, t.pull.number, m.id)
	o := obj{
		"id": m.id, "node_id": nodeID("PRRC", m.id), "url": url, "html_url": page, "pull_request_url": pr, "body": m.body,
		"path": t.path, "diff_hunk": t.hunk, "user": s.user(m.author), "created_at": m.created, "updated_at": m.updated,
		"author_association": t.pull.repo.association(m.author), "pull_request_review_id": m.review.id,
		"commit_id": t.pull.headSHA, "original_commit_id": t.commit, "original_line": t.line, "side": t.side,
		"original_start_line": nil, "start_line": nil, "start_side": nil, "line": nil,
		"original_position": t.position, "position": nil, "subject_type": "line",
		"_links":    obj{"self": obj{"href": url}, "html": obj{"href": page}, "pull_request": obj{"href": pr}},
		"reactions": s.rollup(&comment{}, url),
	}
	if t.startLine != 0 {
		o["original_start_line"], o["start_side"] = t.startLine, t.startSide
	}
	if line, position, current := t.place(); current {
		o["line"], o["position"] = line, position
		if t.startLine != 0 {
			o["start_line"] = t.startLine + line - t.line
		}
	}
	if m != t.comments[0] {
		o["in_reply_to_id"] = t.comments[0].id
	}
	return o
}

// inlines returns the comments of all threads in the order they were made.
func (p *pull) inlines() []*inline {
	var all []*inline
	for _, t := range p.threads {
		all = append(all, t.comments...)
	}
	slices.SortFunc(all, func(a, b *inline) int { return int(a.id - b.id) })
	return all
}

func listPullComments(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	out := []obj{}
	for _, m := range p.inlines() {
		out = append(out, c.inline(m))
	}
	return page(c, out)
}

func listReviewComments(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	if !slices.ContainsFunc(p.reviews, func(v *review) bool { return v.id == c.number("id") }) {
		return answer{}, notFound
	}
	out := []obj{}
	for _, m := range p.inlines() {
		if m.review.id != c.number("id") {
			continue
		}
		o := c.inline(m) // this list alone leaves out the lines
		for _, key := range []string{"line", "original_line", "start_line", "original_start_line", "start_side", "side", "subject_type"} {
			delete(o, key)
		}
		out = append(out, o)
	}
	return page(c, out)
}

func createReply(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	body, err := c.newBody("PullRequestReviewComment")
	if err != nil {
		return answer{}, err
	}
	for _, t := range p.threads {
		if t.comments[0].id == c.number("id") { // only a thread's first comment can be replied to
			return created(c.inline(c.reply(t, c.actor(), body)))
		}
	}
	return answer{}, notFound
}

// reply adds a comment to a thread, in a review of its own.
func (s *Sim) reply(t *thread, author *account, body string) *inline {
	v := &review{id: s.id(), pull: t.pull, author: author, state: "COMMENTED", commit: t.pull.headSHA, submitted: s.now()}
	t.pull.reviews = append(t.pull.reviews, v)
	m := &inline{id: s.id(), thread: t, review: v, author: author, body: body, created: s.now(), updated: s.now()}
	t.comments = append(t.comments, m)
	s.note(Event{
		Kind: "pull_request_review_comment", Action: "created", Repo: t.pull.repo.fullName(), Number: t.pull.number,
		Actor: author.login, Text: "replied on " + t.path + ": " + firstLine(body),
	})
	s.inlineEvent(m)
	return m
}
