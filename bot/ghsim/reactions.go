package ghsim

import (
	"fmt"
	"slices"
	"time"
)

// A reaction is one person's reaction to a comment.
type reaction struct {
	id      int64
	author  *account
	content string
	created time.Time
}

// reactionContents are all reactions there are.
var reactionContents = []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}

func (s *Sim) reaction(r *reaction) obj {
	return obj{"id": r.id, "node_id": nodeID("REA", r.id), "user": s.user(r.author), "content": r.content, "created_at": r.created}
}

// rollup counts the reactions to a comment.
func (s *Sim) rollup(m *comment, url string) obj {
	o := obj{"url": url + "/reactions", "total_count": len(m.reactions)}
	for _, content := range reactionContents {
		n := 0
		for _, r := range m.reactions {
			if r.content == content {
				n++
			}
		}
		o[content] = n
	}
	return o
}

func listReactions(c *call) (answer, error) {
	m, err := c.commentInPath()
	if err != nil {
		return answer{}, err
	}
	out := []obj{}
	for _, r := range m.reactions {
		if want := c.r.URL.Query().Get("content"); want == "" || want == r.content {
			out = append(out, c.reaction(r))
		}
	}
	return page(c, out)
}

// createReaction answers 200, not 201, when the reaction is there already.
func createReaction(c *call) (answer, error) {
	var in struct {
		Content string `json:"content"`
	}
	m, err := c.commentInPath()
	if err != nil {
		return answer{}, err
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if !slices.Contains(reactionContents, in.Content) {
		return answer{}, invalid("Reaction", "content", "invalid", "")
	}
	for _, r := range m.reactions {
		if r.author == c.actor() && r.content == in.Content {
			return ok(c.reaction(r))
		}
	}
	r := &reaction{id: c.id(), author: c.actor(), content: in.Content, created: c.now()}
	m.reactions = append(m.reactions, r)
	c.note(Event{
		Kind: "reaction", Action: "created", Repo: c.repo.fullName(), Number: m.pull.number, Actor: c.actor().login,
		Text: fmt.Sprintf("reacted %s on #%d", in.Content, m.pull.number),
	})
	return created(c.reaction(r))
}

func deleteReaction(c *call) (answer, error) {
	m, err := c.commentInPath()
	if err != nil {
		return answer{}, err
	}
	i := slices.IndexFunc(m.reactions, func(r *reaction) bool { return r.id == c.number("reaction") && r.author == c.actor() })
	if i < 0 {
		return answer{}, notFound
	}
	m.reactions = slices.Delete(m.reactions, i, i+1)
	return gone()
}
