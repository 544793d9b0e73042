package gh

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
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
	in.keep(node.blobs)
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
	if errors.Is(err, ErrNotFound) {
		err = bot.Permanent(err)
	}
	return entries, listed, err
}

// plainName are commits and branches that can stand in a path as they are. For
// others "HEAD" does.
var plainName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// state asks for all but the files; by REST where GraphQL does not answer.
func (in *installation) state(ctx context.Context, repo bot.Repository, oids []string) (*answer, error) {
	got, err := in.query(ctx, repo, snapshotQuery(oids))
	if err == nil || !noGraphQL(err) {
		return got, err
	}
	return in.restState(ctx, repo)
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

// files returns the file system of the entries. Files that were not fetched
// beforehand are read one by one.
func (in *installation) files(ctx context.Context, repo bot.Repository, entries []entry) *treeFS {
	return newTreeFS(entries, func(oid string) ([]byte, error) { return in.blob(ctx, repo, oid) })
}

const (
	// maxQueryBlobs is how many files one query asks for.
	maxQueryBlobs = 250
	// maxQueryBlob is the largest file that GraphQL returns whole, in bytes;
	// maxQueryBytes bounds an answer.
	maxQueryBlob  = 500_000
	maxQueryBytes = 8 << 20
)

// missing returns the ids of files that a plan is likely to read and that are
// not in the cache.
func (in *installation) missing(files *treeFS) []string {
	cache := in.app.blobs()
	var oids []string
	seen, size := map[string]bool{}, int64(0)
	for _, p := range append([]string{fixes.PolicyPath}, fixes.Wanted(files.paths())...) {
		e := files.entries[p]
		if e == nil || !e.mode.IsRegular() || seen[e.oid] || e.size > maxQueryBlob || size+e.size > maxQueryBytes || len(oids) == maxQueryBlobs {
			continue
		}
		seen[e.oid] = true
		if _, ok := cache.Get(e.oid); !ok {
			oids, size = append(oids, e.oid), size+e.size
		}
	}
	return oids
}

// keep puts files into the cache that came whole and as they are in git.
func (in *installation) keep(blobs map[string]*blobNode) {
	cache := in.app.blobs()
	for _, b := range blobs {
		if b != nil && b.Text != nil && !b.IsTruncated && isBlob(b.OID, []byte(*b.Text)) {
			cache.Put(b.OID, []byte(*b.Text))
		}
	}
}

// blob returns a file's content from the cache, or by REST.
func (in *installation) blob(ctx context.Context, repo bot.Repository, oid string) ([]byte, error) {
	cache := in.app.blobs()
	if data, ok := cache.Get(oid); ok {
		return data, nil
	}
	data, _, err := in.client.Git.GetBlobRaw(ctx, repo.Owner, repo.Name, oid)
	if err != nil {
		return nil, typed(fmt.Sprintf("read blob %s of %s", oid, repo.FullName()), err)
	}
	if !isBlob(oid, data) {
		return nil, fmt.Errorf("read blob %s of %s: the answer is another content", oid, repo.FullName())
	}
	cache.Put(oid, data)
	return data, nil
}

// Files implements bot.GitHub.
func (a *App) Files(ctx context.Context, repo bot.Repository, sha string) (fs.FS, error) {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return nil, err
	}
	entries, _, err := in.tree(ctx, repo, sha)
	if err != nil {
		return nil, err
	}
	files := in.files(ctx, repo, entries)
	oids := in.missing(files)
	if len(oids) == 0 {
		return files, nil
	}
	got, err := in.query(ctx, repo, blobsQuery(oids))
	switch {
	case err == nil:
		in.keep(got.Repository.blobs)
	case !noGraphQL(err):
		return nil, err
	}
	return files, nil
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
	snap.Fixes.Branch, snap.Fixes.Pulls = branchOf(node.Fixes), pullsOf(node.FixesPulls)
	snap.Digests.Branch, snap.Digests.Pulls = branchOf(node.Digests), pullsOf(node.DigestsPulls)
	if got.Owner != nil && got.Owner.Policy != nil && got.Owner.Policy.Text != nil && !got.Owner.Policy.IsTruncated {
		snap.OwnerPolicy = []byte(*got.Owner.Policy.Text)
	}
	return snap
}
