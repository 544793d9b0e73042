package ghsim

import (
	"fmt"
)

// queryRoot is what a query starts from.
func (c *call) queryRoot() node {
	return node{
		"__typename": "Query", "id": "Q_0",
		"viewer": node{
			"__typename": "User", "login": c.actor().login, "id": nodeID("BOT", c.actor().id), "databaseId": c.actor().id,
			"name": nil, "url": c.web("/apps/%s", c.token.installation.app.Slug),
		},
		"rateLimit": resolver(func(map[string]any) (any, error) { return c.rateLimitNode(), nil }),
		"repository": resolver(func(args map[string]any) (any, error) {
			return c.repositoryByName(fmt.Sprint(args["owner"]), fmt.Sprint(args["name"]))
		}),
		"node": resolver(func(args map[string]any) (any, error) { return c.nodeByID(fmt.Sprint(args["id"])) }),
		"nodes": resolver(func(args map[string]any) (any, error) {
			out := []node{}
			ids, _ := args["ids"].([]any)
			for _, id := range ids {
				n, err := c.nodeByID(fmt.Sprint(id))
				if err != nil {
					return nil, err
				}
				out = append(out, n)
			}
			return out, nil
		}),
	}
}

func (c *call) rateLimitNode() node {
	u := c.usage()
	limit := or(c.RateLimit, 5000)
	return node{
		"__typename": "RateLimit", "limit": limit, "cost": 1, "remaining": max(limit-u.used, 0), "used": u.used,
		"resetAt": u.reset, "nodeCount": 1,
	}
}

func (c *call) repositoryByName(owner, name string) (any, error) {
	r, err := c.lookup(owner + "/" + name)
	if err != nil || !c.token.covers(r) {
		return nil, &fieldError{"NOT_FOUND", fmt.Sprintf("Could not resolve to a Repository with the name '%s/%s'.", owner, name)}
	}
	return c.repositoryNode(r), nil
}

// nodeByID finds what has an opaque id, among what is worth asking for so.
func (c *call) nodeByID(id string) (node, error) {
	if t := c.Sim.threads[id]; t != nil && c.token.covers(t.pull.repo) {
		return c.threadNode(t), nil
	}
	for _, r := range c.repositories(c.token.installation) {
		if nodeID("R", r.id) == id {
			return c.repositoryNode(r), nil
		}
		for _, p := range r.pulls {
			if n := c.nodeIn(p, id); n != nil {
				return n, nil
			}
		}
	}
	return nil, &fieldError{"NOT_FOUND", fmt.Sprintf("Could not resolve to a node with the global id of '%s'", id)}
}

func (c *call) nodeIn(p *pull, id string) node {
	if nodeID("PR", p.id) == id {
		return c.pullNode(p)
	}
	for _, m := range p.comments {
		if nodeID("IC", m.id) == id {
			return c.commentNode(m)
		}
	}
	for _, v := range p.reviews {
		if nodeID("PRR", v.id) == id {
			return c.reviewNode(v)
		}
	}
	for _, m := range p.inlines() {
		if nodeID("PRRC", m.id) == id {
			return c.inlineNode(m)
		}
	}
	return nil
}

// mutationRoot is what a mutation starts from.
func (c *call) mutationRoot() node {
	onThread := func(typename string, change func(*thread, map[string]any) node) resolver {
		return func(args map[string]any) (any, error) {
			in, _ := args["input"].(map[string]any)
			id := fmt.Sprint(or(in["threadId"], in["pullRequestReviewThreadId"]))
			t := c.Sim.threads[id]
			if t == nil || !c.token.covers(t.pull.repo) {
				return nil, &fieldError{"NOT_FOUND", fmt.Sprintf("Could not resolve to a node with the global id of '%s'", id)}
			}
			if !c.token.may("pull_requests:write") {
				return nil, &fieldError{"FORBIDDEN", notAccessible.message}
			}
			out := change(t, in)
			out["__typename"], out["clientMutationId"] = typename, in["clientMutationId"]
			return out, nil
		}
	}
	return node{
		"__typename": "Mutation",
		"resolveReviewThread": onThread("ResolveReviewThreadPayload", func(t *thread, _ map[string]any) node {
			c.resolveThread(t, c.actor(), true)
			return node{"thread": c.threadNode(t)}
		}),
		"unresolveReviewThread": onThread("UnresolveReviewThreadPayload", func(t *thread, _ map[string]any) node {
			c.resolveThread(t, c.actor(), false)
			return node{"thread": c.threadNode(t)}
		}),
		"addPullRequestReviewThreadReply": onThread("AddPullRequestReviewThreadReplyPayload", func(t *thread, in map[string]any) node {
			return node{"comment": c.inlineNode(c.reply(t, c.actor(), fmt.Sprint(in["body"])))}
		}),
		"minimizeComment": resolver(c.minimize),
	}
}

// minimize hides a comment behind a reason.
func (c *call) minimize(args map[string]any) (any, error) {
	in, _ := args["input"].(map[string]any)
	id := fmt.Sprint(in["subjectId"])
	if _, err := c.nodeByID(id); err != nil {
		return nil, err
	}
	if !c.token.may("pull_requests:write") {
		return nil, &fieldError{"FORBIDDEN", notAccessible.message}
	}
	if c.minimized == nil {
		c.minimized = make(map[string]string)
	}
	c.minimized[id] = fmt.Sprint(in["classifier"])
	n, err := c.nodeByID(id)
	return node{"__typename": "MinimizeCommentPayload", "clientMutationId": in["clientMutationId"], "minimizedComment": n}, err
}

// resolveThread resolves a conversation, or opens it again.
func (s *Sim) resolveThread(t *thread, actor *account, resolved bool) {
	if t.resolved == resolved {
		return
	}
	t.resolved, t.resolver = resolved, nil
	action := "unresolved"
	if resolved {
		action, t.resolver = "resolved", actor
	}
	s.note(Event{
		Kind: "pull_request_review_thread", Action: action, Repo: t.pull.repo.fullName(), Number: t.pull.number, Actor: actor.login,
		Text: fmt.Sprintf("%s the conversation on %s", action, t.path),
	})
	s.emit(t.pull.repo, actor, "pull_request_review_thread", action, obj{"pull_request": s.pullSimple(t.pull), "thread": obj{"node_id": t.node()}})
}
