package gh

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/fixes"
)

// files returns the file system of the entries. Files that were not fetched
// beforehand are read when they are opened.
func (in *installation) files(ctx context.Context, repo bot.Repository, entries []entry) *treeFS {
	files := newTreeFS(entries, nil)
	later := &laterReads{seen: map[string]bool{}}
	files.read = func(name, oid string) ([]byte, error) { return in.blob(ctx, repo, files, later, name, oid) }
	return files
}

const (
	// maxQueryBlobs is how many files one query asks for.
	maxQueryBlobs = 500
	// maxQueryBlob is the largest file that GraphQL returns whole, in bytes;
	// maxQueryBytes bounds an answer.
	maxQueryBlob  = 500_000
	maxQueryBytes = 8 << 20
	// maxSpareBlob and maxSpareBytes bound in the same way what a plan only may
	// come to: a few bytes more cost less than a request.
	maxSpareBlob  = 64 << 10
	maxSpareBytes = 1 << 20
)

// missing returns the ids of files that a plan is likely to read and that are
// not in the cache: what it is sure to look at, where links lead, and as far as
// they are small what it may come to.
func (in *installation) missing(files *treeFS) []string {
	w := wanting{cache: in.app.blobs(), files: files, seen: map[string]bool{}}
	paths := files.paths()
	wanted := fixes.Wanted(paths)
	w.add(append([]string{fixes.PolicyPath}, wanted...), maxQueryBlob, maxQueryBytes)
	if wanted != nil {
		w.add(append(files.links(), fixes.Possible(paths, wanted)...), maxSpareBlob, w.size+maxSpareBytes)
	}
	return w.oids
}

// wanting collects files for a query.
type wanting struct {
	cache BlobCache
	files *treeFS
	oids  []string
	seen  map[string]bool
	size  int64
}

// add takes in what is not at hand, files and all at most so large.
func (w *wanting) add(paths []string, file, all int64) {
	for _, p := range paths {
		e := w.files.entries[p]
		if e == nil || !e.mode.IsRegular() && e.mode&fs.ModeSymlink == 0 || w.seen[e.oid] || e.size > file || w.size+e.size > all || len(w.oids) == maxQueryBlobs {
			continue
		}
		w.seen[e.oid] = true
		if _, ok := w.cache.Get(e.oid); !ok {
			w.oids, w.size = append(w.oids, e.oid), w.size+e.size
		}
	}
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

// blob returns a file's content from what is kept, by a query for it and its
// neighbours, or by REST.
func (in *installation) blob(ctx context.Context, repo bot.Repository, files *treeFS, later *laterReads, name, oid string) ([]byte, error) {
	if data, ok := in.kept(files, oid); ok {
		return data, nil
	}
	if oids := later.along(in, files, name); len(oids) > 1 {
		if err := in.fetch(ctx, repo, files, oids); err != nil {
			return nil, err
		}
		if data, ok := in.kept(files, oid); ok {
			return data, nil
		}
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

// kept returns a content that is at hand.
func (in *installation) kept(files *treeFS, oid string) ([]byte, bool) {
	if data, ok := files.own.Load(oid); ok {
		return data.([]byte), true
	}
	return in.app.blobs().Get(oid)
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
	return files, in.fetch(ctx, repo, files, oids)
}

// fetch asks for files by one query. It leaves them to REST where GraphQL does not answer.
func (in *installation) fetch(ctx context.Context, repo bot.Repository, files *treeFS, oids []string) error {
	got, err := in.query(ctx, repo, blobsQuery(oids))
	if err != nil {
		if noGraphQL(err) {
			return nil
		}
		return err
	}
	in.keep(files, got.Repository.blobs)
	return nil
}
