package gh

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

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
var plainName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// state asks for all but the files; by REST where GraphQL does not answer.
func (in *installation) state(ctx context.Context, repo bot.Repository, oids []string) (*answer, error) {
	got, err := in.query(ctx, repo, snapshotQuery(oids))
	if err == nil && got.Repository.complete() || err != nil && !noGraphQL(err) {
		return got, err
	}
	state, restErr := in.restState(ctx, repo)
	if err == nil && restErr == nil {
		state.Repository.blobs = got.Repository.blobs
	}
	return state, restErr
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
	files := newTreeFS(entries, nil)
	files.read = func(oid string) ([]byte, error) { return in.blob(ctx, repo, files, oid) }
	return files
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

// keep takes the files that came whole and as they are in git. GraphQL puts
// U+FFFD where a file is no UTF-8.
func (in *installation) keep(files *treeFS, blobs map[string]*blobNode) {
	for _, b := range blobs {
		if b != nil && b.Text != nil && !b.IsTruncated && (isBlob(b.OID, []byte(*b.Text)) || !strings.ContainsRune(*b.Text, utf8.RuneError)) {
			in.take(files, b.OID, []byte(*b.Text))
		}
	}
}

// take keeps a content for whoever has a file of its id, or for these files
// alone when the id is not git's hash of it. It reports whether it did: a
// content of another length is another content.
func (in *installation) take(files *treeFS, oid string, data []byte) bool {
	size := files.sizes[oid]
	switch {
	case isBlob(oid, data):
		in.app.blobs().Put(oid, data)
	case size == 0 || size == int64(len(data)):
		files.own.Store(oid, data)
	default:
		return false
	}
	return true
}

// blob returns a file's content from what is kept, or by REST.
func (in *installation) blob(ctx context.Context, repo bot.Repository, files *treeFS, oid string) ([]byte, error) {
	if data, ok := files.own.Load(oid); ok {
		return data.([]byte), nil
	}
	if data, ok := in.app.blobs().Get(oid); ok {
		return data, nil
	}
	data, resp, err := in.client.Git.GetBlobRaw(ctx, repo.Owner, repo.Name, oid)
	if err != nil {
		return nil, typed(fmt.Sprintf("read blob %s of %s", oid, repo.FullName()), err)
	}
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind == "application/json" && !isBlob(oid, data) {
		data = unpacked(data)
	}
	if !in.take(files, oid, data) {
		return nil, fmt.Errorf("read blob %s of %s: the answer is another content", oid, repo.FullName())
	}
	return data, nil
}

// unpacked returns the content of a blob that came as JSON, though it was asked
// for as it is.
func unpacked(data []byte) []byte {
	var blob struct {
		Content  *string `json:"content"`
		Encoding string  `json:"encoding"`
	}
	if json.Unmarshal(data, &blob) != nil || blob.Content == nil || blob.Encoding != "base64" {
		return data
	}
	content, err := base64.StdEncoding.DecodeString(*blob.Content) // it leaves line breaks out
	if err != nil {
		return data
	}
	return content
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
		in.keep(files, got.Repository.blobs)
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
	snap.Fixes.Branch, snap.Fixes.Pulls = branchOf(node.Fixes), pullsOf(node.FixesPulls, bot.FixesBranch)
	snap.Digests.Branch, snap.Digests.Pulls = branchOf(node.Digests), pullsOf(node.DigestsPulls, bot.DigestsBranch)
	if got.Owner != nil && got.Owner.Policy != nil && got.Owner.Policy.Text != nil && !got.Owner.Policy.IsTruncated {
		snap.OwnerPolicy = []byte(*got.Owner.Policy.Text)
	}
	return snap
}
