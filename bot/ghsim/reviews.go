package ghsim

import (
	"fmt"
	"slices"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A review is a submitted review of a pull request.
type review struct {
	id        int64
	pull      *pull
	author    *account
	body      string
	state     string // COMMENTED, APPROVED, CHANGES_REQUESTED, PENDING
	commit    git.ID
	submitted time.Time
}

// reviewStates is what each event of a new review makes of it.
var reviewStates = map[string]string{"": "PENDING", "COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}

func (s *Sim) review(v *review) obj {
	url := s.api("/repos/%s/pulls/%d", v.pull.repo.fullName(), v.pull.number)
	page := s.web("/%s/pull/%d#pullrequestreview-%d", v.pull.repo.fullName(), v.pull.number, v.id)
	return obj{
		"id": v.id, "node_id": nodeID("PRR", v.id), "user": s.user(v.author), "body": v.body, "state": v.state, "commit_id": v.commit,
		"submitted_at": v.submitted, "html_url": page, "pull_request_url": url, "author_association": v.pull.repo.association(v.author),
		"_links": obj{"html": obj{"href": page}, "pull_request": obj{"href": url}},
	}
}

func listReviews(c *call) (answer, error) {
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	out := []obj{}
	for _, v := range p.reviews {
		out = append(out, c.review(v))
	}
	return page(c, out)
}

// createReview writes a review with its comments, or nothing: one comment
// outside the diff fails them all.
func createReview(c *call) (answer, error) {
	var in struct {
		CommitID git.ID      `json:"commit_id"`
		Body     string      `json:"body"`
		Event    string      `json:"event"`
		Comments []newInline `json:"comments"`
	}
	p, err := c.pullInPath()
	if err != nil {
		return answer{}, err
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	state, known := reviewStates[in.Event]
	commit := or(in.CommitID, p.headSHA)
	switch {
	case !known:
		return answer{}, invalid("PullRequestReview", "event", "invalid", "")
	case in.Event != "APPROVE" && in.Event != "" && in.Body == "" && len(in.Comments) == 0:
		return answer{}, unprocessable("Body can't be blank")
	case in.Event != "COMMENT" && in.Event != "" && p.author == c.actor():
		return answer{}, unprocessable("Can not " + map[string]string{"APPROVE": "approve", "REQUEST_CHANGES": "request changes on"}[in.Event] + " your own pull request")
	case commit != p.headSHA && !slices.Contains(p.commits(), commit):
		return answer{}, unprocessable("commit_id is not part of the pull request")
	}
	if err := checkText("PullRequestReview", "", in.Body); err != nil {
		return answer{}, err
	}
	v := &review{id: c.id(), pull: p, author: c.actor(), body: in.Body, state: state, commit: commit, submitted: c.now()}
	threads, err := c.newThreads(v, in.Comments)
	if err != nil {
		return answer{}, err
	}
	c.addReview(v, threads)
	return ok(c.review(v))
}

// unprocessable is how GitHub refuses a review.
func unprocessable(problems ...string) *failure {
	return &failure{status: 422, message: "Unprocessable Entity", errors: problems}
}

// addReview adds a review and its threads to the pull request.
func (s *Sim) addReview(v *review, threads []*thread) {
	v.pull.reviews = append(v.pull.reviews, v)
	if s.threads == nil {
		s.threads = make(map[string]*thread)
	}
	for _, t := range threads {
		s.threads[t.node()] = t
	}
	v.pull.threads = append(v.pull.threads, threads...)
	r := v.pull.repo
	s.note(Event{
		Kind: "pull_request_review", Action: "submitted", Repo: r.fullName(), Number: v.pull.number, Actor: v.author.login,
		Text: fmt.Sprintf("reviewed #%d with %d comments", v.pull.number, len(threads)),
	})
	s.emit(r, v.author, "pull_request_review", "submitted", obj{"review": s.review(v), "pull_request": s.pullSimple(v.pull)})
	for _, t := range threads {
		s.inlineEvent(t.comments[0])
	}
}

func (s *Sim) inlineEvent(m *inline) {
	p := m.thread.pull
	s.emit(p.repo, m.author, "pull_request_review_comment", "created", obj{"comment": s.inline(m), "pull_request": s.pullSimple(p)})
}
