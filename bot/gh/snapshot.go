package gh

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// Snapshot implements bot.GitHub. It costs two requests: the list of files, and
// one query for all the rest. A head that moved meanwhile is read again.
func (a *App) Snapshot(ctx context.Context, repo bot.Repository, at string) (*bot.Snapshot, error) {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return nil, err
	}
	for range 4 {
		snap, head, err := in.snapshot(ctx, repo, at)
		if err != nil || snap != nil {
			return snap, err
		}
		at = head
	}
	return nil, fmt.Errorf("read %s: its head keeps moving", repo.FullName())
}

// snapshot reads the repository at a commit, "" for the default branch. When
// the head is another commit it returns that and no snapshot.
func (in *installation) snapshot(ctx context.Context, repo bot.Repository, at string) (*bot.Snapshot, string, error) {
	entries, listed, err := in.list(ctx, repo, at)
	if errors.Is(err, ErrConflict) {
		return emptySnapshot(repo), "", nil
	}
	if err != nil {
		return nil, "", err
	}
	files := in.files(ctx, repo, entries)
	got, err := in.state(ctx, repo, in.missing(files))
	if err != nil {
		return nil, "", err
	}
	node := got.Repository
	in.keep(files, node.blobs)
	if node.IsEmpty || node.DefaultBranchRef == nil {
		return emptySnapshot(repo), "", nil
	}
	head := node.DefaultBranchRef.Target
	if listed != head.OID && listed != head.Tree.OID && at != head.OID {
		return nil, head.OID, nil
	}
	return in.assemble(repo, got, files), "", nil
}

// list lists the files at a commit, or of the default branch, which may have
// another name by now.
func (in *installation) list(ctx context.Context, repo bot.Repository, at string) ([]entry, string, error) {
	if at == "" {
		at = repo.DefaultBranch
	}
	if plainName.MatchString(at) {
		entries, listed, err := in.tree(ctx, repo, at)
		if !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrUnprocessable) {
			return entries, listed, err
		}
	}
	entries, listed, err := in.tree(ctx, repo, "HEAD")
	if !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrUnprocessable) {
		return entries, listed, err
	}
	if at, err = in.defaultHead(ctx, repo); err != nil {
		return nil, "", err
	}
	return in.tree(ctx, repo, at)
}

// defaultHead asks for the head of the default branch, for servers that do not
// take "HEAD" for a tree's name.
func (in *installation) defaultHead(ctx context.Context, repo bot.Repository) (string, error) {
	r, _, err := in.client.Repositories.Get(ctx, repo.Owner, repo.Name)
	if err = typed("read "+repo.FullName(), err); errors.Is(err, ErrNotFound) {
		err = bot.Permanent(err)
	}
	if err != nil {
		return "", err
	}
	ref, _, err := in.client.Git.GetRef(ctx, repo.Owner, repo.Name, "heads/"+r.GetDefaultBranch())
	if err = typed("read the default branch of "+repo.FullName(), err); errors.Is(err, ErrNotFound) {
		err = bot.Permanent(err)
	}
	return ref.GetObject().GetSHA(), err
}

// plainName are commits and branches that can stand in a path as they are. For
// others "HEAD" does.
var plainName = pattern.New(`^[A-Za-z0-9._-]+$`)

// state asks for all but the files; by REST where GraphQL does not answer.
func (in *installation) state(ctx context.Context, repo bot.Repository, oids []string) (*answer, error) {
	got, err := in.query(ctx, repo, snapshotQuery(oids))
	switch {
	case err == nil && got.Repository.complete():
		return got, in.untold(ctx, repo, got.Repository)
	case err != nil && !noGraphQL(err):
		return nil, err
	}
	state, restErr := in.restState(ctx, repo)
	if err == nil && restErr == nil {
		state.Repository.blobs = got.Repository.blobs
	}
	return state, restErr
}

// untold reads the comments and reviews of pull requests that the answer leaves
// out: without them each would be written again.
func (in *installation) untold(ctx context.Context, repo bot.Repository, node *repositoryNode) error {
	for _, list := range [][]pullNode{node.FixesPulls.Nodes, node.DigestsPulls.Nodes} {
		for n := range list {
			p := &list[n]
			if p.Comments.Nodes != nil && p.Reviews.Nodes != nil {
				continue
			}
			p.Comments, p.Reviews = textNodes{}, textNodes{}
			if err := in.restTexts(ctx, repo, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// noGraphQL reports whether an error is GraphQL's own, so that REST may do.
func noGraphQL(err error) bool {
	var no *errNoGraphQL
	var status *StatusError
	return errors.As(err, &no) || errors.As(err, &status)
}

// emptySnapshot is a repository without a commit.
func emptySnapshot(repo bot.Repository) *bot.Snapshot {
	s := publish.State{Empty: true}
	return &bot.Snapshot{Repository: repo, FS: newTreeFS(nil, nil), Fixes: s, Digests: s}
}

// assemble makes the snapshot of what was read.
func (in *installation) assemble(repo bot.Repository, got *answer, files *treeFS) *bot.Snapshot {
	node := got.Repository
	if owner, name, ok := strings.Cut(node.NameWithOwner, "/"); ok {
		repo.Owner, repo.Name = owner, name
	}
	repo.DefaultBranch = node.DefaultBranchRef.Name
	common := commonState(node, files)
	snap := &bot.Snapshot{Repository: repo, Head: common.Base.Head, FS: files, Fixes: common, Digests: common}
	snap.Fixes.Branch, snap.Fixes.Pulls = branchOf(node.Fixes), pullsOf(node.FixesPulls, bot.FixesBranch)
	snap.Digests.Branch, snap.Digests.Pulls = branchOf(node.Digests), pullsOf(node.DigestsPulls, bot.DigestsBranch)
	if got.Owner != nil && got.Owner.Policy != nil && got.Owner.Policy.Text != nil && !got.Owner.Policy.IsTruncated {
		snap.OwnerPolicy = []byte(*got.Owner.Policy.Text)
	}
	return snap
}
