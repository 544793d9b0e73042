package ghsim

import (
	"strconv"
	"strings"
)

func (c *call) pullNode(p *pull) node {
	lazy := func(of func() any) resolver { return func(map[string]any) (any, error) { return of(), nil } }
	r := p.repo
	n := node{
		"__typename": "PullRequest", "id": nodeID("PR", p.id), "databaseId": p.id, "fullDatabaseId": strconv.FormatInt(p.id, 10),
		"number": p.number, "state": p.graphState(), "title": p.title, "body": p.body, "bodyText": p.body, "isDraft": p.draft, "locked": false,
		"closed": !p.open(), "closedAt": moment(p.closed), "merged": !p.merged.IsZero(), "mergedAt": moment(p.merged), "mergedBy": nil,
		"headRefOid": p.headSHA, "headRefName": p.headRef, "baseRefOid": p.baseSHA, "baseRefName": p.baseRef,
		"author": c.ownerNode(p.author), "authorAssociation": r.association(p.author), "url": c.web("/%s/pull/%d", r.fullName(), p.number),
		"createdAt": p.created, "updatedAt": p.updated, "isCrossRepository": p.headRepo != r,
		"headRepository": lazy(func() any { return c.repositoryNode(p.headRepo) }), "headRepositoryOwner": c.ownerNode(p.headRepo.owner),
		"headRef":     lazy(func() any { return c.refNode(p.headRepo, "refs/heads/"+p.headRef) }),
		"baseRef":     lazy(func() any { return c.refNode(r, "refs/heads/"+p.baseRef) }),
		"mergeCommit": lazy(func() any { return c.commitNode(r, p.mergeCommit) }), "mergeable": lazy(func() any { return p.graphMergeable() }),
		"additions": lazy(func() any { return c.pull(p)["additions"] }), "deletions": lazy(func() any { return c.pull(p)["deletions"] }),
		"changedFiles":  lazy(func() any { return len(p.diff(p.headSHA)) }),
		"comments":      listing(func(map[string]any) []node { return nodesOf(p.comments, c.commentNode) }),
		"reviews":       listing(func(args map[string]any) []node { return nodesOf(p.reviews, c.reviewNode) }),
		"reviewThreads": listing(func(map[string]any) []node { return nodesOf(p.threads, c.threadNode) }),
		"commits": listing(func(map[string]any) []node {
			out := []node{}
			for _, id := range p.commits() {
				out = append(out, node{"__typename": "PullRequestCommit", "id": "PURC_" + string(id), "commit": c.commitNode(r, id)})
			}
			return out
		}),
		"labels": listing(func(map[string]any) []node {
			return nodesOf(c.labels(p), func(l obj) node {
				return node{"__typename": "Label", "id": l["node_id"], "name": l["name"], "color": l["color"], "description": nil}
			})
		}),
		"assignees": fixed(nodesOf(p.assignees, c.ownerNode)),
		"files": listing(func(map[string]any) []node {
			return nodesOf(p.diff(p.headSHA), func(d FileDiff) node {
				plus, minus := d.Count()
				kind := map[string]string{"added": "ADDED", "removed": "DELETED", "modified": "MODIFIED"}[d.Status]
				return node{"__typename": "PullRequestChangedFile", "path": d.Path, "additions": plus, "deletions": minus, "changeType": kind}
			})
		}),
		"timelineItems": listing(func(args map[string]any) []node { return c.timeline(p, args) }),
	}
	if !p.merged.IsZero() {
		n["mergedBy"] = c.ownerNode(p.closedBy)
	}
	return n
}

func nodesOf[T any](items []T, render func(T) node) []node {
	out := make([]node, 0, len(items))
	for _, item := range items {
		out = append(out, render(item))
	}
	return out
}

func (p *pull) graphMergeable() string {
	if !p.open() {
		return "UNKNOWN"
	}
	if _, clean := p.mergedTree(); !clean {
		return "CONFLICTING"
	}
	return "MERGEABLE"
}

// timeline lists how the pull request was closed or merged, as far as asked for.
func (c *call) timeline(p *pull, args map[string]any) []node {
	out := []node{}
	types, _ := args["itemTypes"].([]any)
	add := func(kind, item string) {
		wanted := len(types) == 0
		for _, t := range types {
			wanted = wanted || t == item
		}
		if wanted {
			out = append(out, node{"__typename": kind, "id": kind + strconv.FormatInt(p.id, 10), "actor": c.ownerNode(p.closedBy), "createdAt": p.closed})
		}
	}
	if !p.merged.IsZero() {
		add("MergedEvent", "MERGED_EVENT")
	}
	if !p.open() {
		add("ClosedEvent", "CLOSED_EVENT")
	}
	return out
}

// minimizedNode adds what every comment that can be hidden has.
func (c *call) minimizedNode(n node) node {
	reason, hidden := c.minimized[n["id"].(string)]
	n["isMinimized"], n["minimizedReason"] = hidden, nil
	if hidden {
		n["minimizedReason"] = strings.ToLower(reason)
	}
	return n
}

func (c *call) commentNode(m *comment) node {
	return c.minimizedNode(node{
		"__typename": "IssueComment", "id": nodeID("IC", m.id), "databaseId": m.id, "fullDatabaseId": strconv.FormatInt(m.id, 10),
		"body": m.body, "author": c.ownerNode(m.author), "authorAssociation": m.pull.repo.association(m.author), "createdAt": m.created,
		"updatedAt": m.updated, "viewerDidAuthor": m.author == c.actor(), "url": c.comment(m)["html_url"],
	})
}

func (c *call) reviewNode(v *review) node {
	r := v.pull.repo
	return c.minimizedNode(node{
		"__typename": "PullRequestReview", "id": nodeID("PRR", v.id), "databaseId": v.id, "fullDatabaseId": strconv.FormatInt(v.id, 10),
		"body": v.body, "state": v.state, "author": c.ownerNode(v.author), "submittedAt": v.submitted, "url": c.review(v)["html_url"],
		"commit": resolver(func(map[string]any) (any, error) { return c.commitNode(r, v.commit), nil }),
		"comments": listing(func(map[string]any) []node {
			out := []node{}
			for _, m := range v.pull.inlines() {
				if m.review == v {
					out = append(out, c.inlineNode(m))
				}
			}
			return out
		}),
	})
}

func (c *call) threadNode(t *thread) node {
	line, _, current := t.place()
	n := node{
		"__typename": "PullRequestReviewThread", "id": t.node(), "isResolved": t.resolved, "isOutdated": !current, "isCollapsed": t.resolved || !current,
		"path": t.path, "line": nil, "originalLine": t.line, "startLine": nil, "originalStartLine": nil, "diffSide": t.side,
		"resolvedBy": nil, "viewerCanResolve": !t.resolved, "viewerCanUnresolve": t.resolved,
		"comments":    listing(func(map[string]any) []node { return nodesOf(t.comments, c.inlineNode) }),
		"pullRequest": resolver(func(map[string]any) (any, error) { return c.pullNode(t.pull), nil }),
	}
	if current {
		n["line"] = line
	}
	if t.startLine != 0 {
		n["startLine"], n["originalStartLine"] = t.startLine+line-t.line, t.startLine
	}
	if t.resolver != nil {
		n["resolvedBy"] = c.ownerNode(t.resolver)
	}
	return n
}

func (c *call) inlineNode(m *inline) node {
	o, t := c.inline(m), m.thread
	r := t.pull.repo
	n := c.minimizedNode(node{
		"__typename": "PullRequestReviewComment", "id": nodeID("PRRC", m.id), "databaseId": m.id, "fullDatabaseId": strconv.FormatInt(m.id, 10),
		"body": m.body, "author": c.ownerNode(m.author), "path": t.path, "line": o["line"], "originalLine": t.line, "startLine": o["start_line"],
		"outdated": o["line"] == nil, "createdAt": m.created, "updatedAt": m.updated, "url": o["html_url"], "diffHunk": t.hunk, "replyTo": nil,
		"viewerDidAuthor":   m.author == c.actor(),
		"commit":            resolver(func(map[string]any) (any, error) { return c.commitNode(r, t.pull.headSHA), nil }),
		"originalCommit":    resolver(func(map[string]any) (any, error) { return c.commitNode(r, t.commit), nil }),
		"pullRequestReview": resolver(func(map[string]any) (any, error) { return c.reviewNode(m.review), nil }),
	})
	if m != t.comments[0] {
		n["replyTo"] = resolver(func(map[string]any) (any, error) { return c.inlineNode(t.comments[0]), nil })
	}
	return n
}
