package ghsim

import (
	"fmt"
	"slices"
	"strings"
)

// ownerNode renders an account as an actor: a bot's login has no "[bot]" here.
func (c *call) ownerNode(a *account) node {
	if a == nil {
		return nil
	}
	login := strings.TrimSuffix(a.login, "[bot]")
	return node{"__typename": a.kind, "id": nodeID("U", a.id), "databaseId": a.id, "login": login, "name": nil, "url": c.web("/%s", login)}
}

func (c *call) repositoryNode(r *repo) node {
	n := node{
		"__typename": "Repository", "id": nodeID("R", r.id), "databaseId": r.id, "name": r.name, "nameWithOwner": r.fullName(),
		"owner": c.ownerNode(r.owner), "url": c.web("/%s", r.fullName()), "visibility": strings.ToUpper(visibility(r)),
		"isArchived": r.archived, "isDisabled": r.disabled, "isEmpty": len(r.refs) == 0, "isFork": r.parent != nil, "isLocked": false,
		"isPrivate": r.private, "isInOrganization": r.owner.kind == "Organization", "parent": nil,
		"object":           c.gitObject(r),
		"defaultBranchRef": c.refNode(r, "refs/heads/"+r.defaultBranch),
		"ref": resolver(func(args map[string]any) (any, error) {
			return c.qualifiedRef(r, fmt.Sprint(args["qualifiedName"])), nil
		}),
		"refs":        listing(func(args map[string]any) []node { return c.refsBelow(r, fmt.Sprint(args["refPrefix"])) }),
		"pullRequest": resolver(func(args map[string]any) (any, error) { return c.pullByNumber(r, args["number"]) }),
		"pullRequests": resolver(func(args map[string]any) (any, error) {
			if !c.token.may("pull_requests:read") {
				return nil, &fieldError{"FORBIDDEN", notAccessible.message}
			}
			return connection(c.pullNodes(r, args), args)
		}),
	}
	if r.parent != nil && c.token.covers(r.parent) {
		n["parent"] = c.repositoryNode(r.parent)
	}
	return n
}

func (c *call) qualifiedRef(r *repo, name string) node {
	if n := c.refNode(r, name); n != nil {
		return n
	}
	return c.refNode(r, "refs/heads/"+name)
}

func (c *call) refsBelow(r *repo, prefix string) []node {
	var names []string
	for name := range r.refs {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	out := []node{}
	for _, name := range names {
		out = append(out, c.refNode(r, name))
	}
	return out
}

func (c *call) pullByNumber(r *repo, arg any) (any, error) {
	n, _ := number(arg)
	if !c.token.may("pull_requests:read") {
		return nil, &fieldError{"FORBIDDEN", notAccessible.message}
	}
	for _, p := range r.pulls {
		if p.number == n {
			return c.pullNode(p), nil
		}
	}
	return nil, &fieldError{"NOT_FOUND", fmt.Sprintf("Could not resolve to a PullRequest with the number of %d.", n)}
}

// pullNodes lists pull requests as the arguments ask.
func (c *call) pullNodes(r *repo, args map[string]any) []node {
	states, _ := args["states"].([]any)
	pulls := slices.DeleteFunc(slices.Clone(r.pulls), func(p *pull) bool {
		return args["headRefName"] != nil && args["headRefName"] != p.headRef ||
			args["baseRefName"] != nil && args["baseRefName"] != p.baseRef ||
			len(states) > 0 && !slices.Contains(states, any(p.graphState()))
	})
	order, _ := args["orderBy"].(map[string]any)
	if order["field"] == "UPDATED_AT" {
		slices.SortStableFunc(pulls, func(a, b *pull) int { return a.updated.Compare(b.updated) })
	}
	if order["direction"] == "DESC" {
		slices.Reverse(pulls)
	}
	out := []node{}
	for _, p := range pulls {
		out = append(out, c.pullNode(p))
	}
	return out
}

func (p *pull) graphState() string {
	if !p.merged.IsZero() {
		return "MERGED"
	}
	return strings.ToUpper(p.state())
}
