package gh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// restState asks by REST for what snapshotQuery asks for, without the files. It
// is for servers whose GraphQL does not answer, and costs some ten requests.
func (in *installation) restState(ctx context.Context, repo bot.Repository) (*answer, error) {
	r, _, err := in.client.Repositories.Get(ctx, repo.Owner, repo.Name)
	if err != nil {
		err = typed("read "+repo.FullName(), err)
		if errors.Is(err, ErrNotFound) {
			err = bot.Permanent(err)
		}
		return nil, err
	}
	node := &repositoryNode{
		NameWithOwner: r.GetFullName(), IsArchived: r.GetArchived(), IsDisabled: r.GetDisabled(), IsFork: r.GetFork(),
	}
	if node.DefaultBranchRef, err = in.restRef(ctx, repo, r.GetDefaultBranch(), 1); err != nil {
		return nil, err
	}
	if node.Fixes, node.FixesPulls, err = in.restLane(ctx, repo, bot.FixesBranch); err != nil {
		return nil, err
	}
	if node.Digests, node.DigestsPulls, err = in.restLane(ctx, repo, bot.DigestsBranch); err != nil {
		return nil, err
	}
	got := &answer{Repository: node}
	return got, in.restOwnerPolicy(ctx, repo, got)
}

// restLane reads one of our branches with its pull requests.
func (in *installation) restLane(ctx context.Context, repo bot.Repository, branch string) (*refNode, pullNodes, error) {
	var pulls pullNodes
	ref, err := in.restRef(ctx, repo, branch, 20)
	if err != nil {
		return nil, pulls, err
	}
	list, _, err := in.client.PullRequests.List(ctx, repo.Owner, repo.Name, &github.PullRequestListOptions{
		State: "all", Head: repo.Owner + ":" + branch, Sort: "created", Direction: "desc", ListOptions: github.ListOptions{PerPage: 5},
	})
	if err != nil {
		return nil, pulls, typed("list pull requests of "+repo.FullName(), err)
	}
	slices.SortFunc(list, func(a, b *github.PullRequest) int { return b.GetNumber() - a.GetNumber() })
	pulls.Nodes = []pullNode{}
	for _, p := range list {
		if p.GetHead().GetRef() != branch {
			continue
		}
		node := restPull(p)
		if len(pulls.Nodes) == 0 || node.State == "OPEN" {
			if err := in.restTexts(ctx, repo, &node); err != nil {
				return nil, pulls, err
			}
		}
		pulls.Nodes = append(pulls.Nodes, node)
	}
	return ref, pulls, nil
}

// restRef reads a branch with its latest commits, nil when there is none.
func (in *installation) restRef(ctx context.Context, repo bot.Repository, branch string, commits int) (*refNode, error) {
	ref, _, err := in.client.Git.GetRef(ctx, repo.Owner, repo.Name, "heads/"+branch)
	err = typed(fmt.Sprintf("read branch %s of %s", branch, repo.FullName()), err)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrConflict):
		return nil, nil
	case err != nil:
		return nil, err
	}
	node := &refNode{Name: branch}
	node.Target.OID = ref.GetObject().GetSHA()
	list, _, err := in.client.Repositories.ListCommits(ctx, repo.Owner, repo.Name, &github.CommitsListOptions{
		SHA: node.Target.OID, ListOptions: github.ListOptions{PerPage: commits},
	})
	if err != nil {
		return nil, typed(fmt.Sprintf("list commits of %s in %s", branch, repo.FullName()), err)
	}
	for _, c := range list {
		if c.GetSHA() == node.Target.OID {
			node.Target.Tree.OID = c.GetCommit().GetTree().GetSHA()
		}
		node.Target.History.Nodes = append(node.Target.History.Nodes, restCommit(c))
	}
	return node, nil
}

func restCommit(c *github.RepositoryCommit) commitNode {
	node := commitNode{OID: c.GetSHA(), Message: c.GetCommit().GetMessage()}
	node.Author = actorNode{Name: c.GetCommit().GetAuthor().GetName(), Email: c.GetCommit().GetAuthor().GetEmail()}
	node.Committer = actorNode{Name: c.GetCommit().GetCommitter().GetName(), Email: c.GetCommit().GetCommitter().GetEmail()}
	for _, p := range c.Parents {
		node.Parents.Nodes = append(node.Parents.Nodes, struct {
			OID string `json:"oid"`
		}{p.GetSHA()})
	}
	return node
}

func restPull(p *github.PullRequest) pullNode {
	node := pullNode{
		Number: p.GetNumber(), State: "OPEN", Title: p.GetTitle(), Body: p.GetBody(), HeadRefOID: p.GetHead().GetSHA(),
		HeadRefName: p.GetHead().GetRef(), BaseRefName: p.GetBase().GetRef(), Author: &login{p.GetUser().GetLogin()},
		IsCrossRepository: fromFork(p),
	}
	switch {
	case p.MergedAt != nil, p.GetMerged():
		node.State = "MERGED"
	case p.GetState() == "closed":
		node.State = "CLOSED"
	}
	return node
}

// fromFork reports whether a pull request comes from another repository. That of
// a deleted fork is gone; then the owners in the labels tell.
func fromFork(p *github.PullRequest) bool {
	head, base := p.GetHead().GetRepo(), p.GetBase().GetRepo()
	switch {
	case head.GetID() != 0 && base.GetID() != 0:
		return head.GetID() != base.GetID()
	case head.GetFullName() != "" && base.GetFullName() != "":
		return !strings.EqualFold(head.GetFullName(), base.GetFullName())
	}
	from, _, _ := strings.Cut(p.GetHead().GetLabel(), ":")
	to, _, _ := strings.Cut(p.GetBase().GetLabel(), ":")
	return from != to || head == nil && base != nil
}

// restTexts reads the comments and reviews of a pull request.
func (in *installation) restTexts(ctx context.Context, repo bot.Repository, p *pullNode) error {
	comments, _, err := in.client.Issues.ListComments(ctx, repo.Owner, repo.Name, p.Number, &github.IssueListCommentsOptions{ListOptions: github.ListOptions{PerPage: 100}})
	if err != nil {
		return typed(fmt.Sprintf("list comments of %s#%d", repo.FullName(), p.Number), err)
	}
	for _, c := range comments {
		p.Comments.add(c.GetBody(), c.GetUser().GetLogin())
	}
	reviews, _, err := in.client.PullRequests.ListReviews(ctx, repo.Owner, repo.Name, p.Number, &github.ListOptions{PerPage: 100})
	if err != nil {
		return typed(fmt.Sprintf("list reviews of %s#%d", repo.FullName(), p.Number), err)
	}
	for _, r := range reviews {
		p.Reviews.add(r.GetBody(), r.GetUser().GetLogin())
	}
	return nil
}

func (t *textNodes) add(body, author string) {
	t.Nodes = append(t.Nodes, struct {
		Body   string `json:"body"`
		Author *login `json:"author"`
	}{body, &login{author}})
}

// restOwnerPolicy reads the owner's policy, if there is one that we may see.
func (in *installation) restOwnerPolicy(ctx context.Context, repo bot.Repository, got *answer) error {
	file, _, _, err := in.client.Repositories.GetContents(ctx, repo.Owner, ".github", "nodedock.yml", nil)
	err = typed("read the policy of "+repo.Owner, err)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrForbidden):
		return nil
	case err != nil:
		return err
	case file == nil:
		return nil
	}
	text, err := file.GetContent()
	if err != nil {
		return fmt.Errorf("read the policy of %s: %w", repo.Owner, err)
	}
	got.Owner = &struct {
		Policy *blobNode `json:"policy"`
	}{&blobNode{OID: file.GetSHA(), Text: &text}}
	return nil
}
