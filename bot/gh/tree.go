package gh

import (
	"context"
	"fmt"
	"io/fs"
	"path"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// tree reads all paths of a commit, in one request when GitHub can. It returns
// the id that GitHub gives with the list: the commit's or its tree's.
func (in *installation) tree(ctx context.Context, repo bot.Repository, at string) ([]entry, string, error) {
	answer, err := in.getTree(ctx, repo, at, true)
	if err != nil {
		return nil, "", err
	}
	if !answer.GetTruncated() {
		return entriesOf(answer, "."), answer.GetSHA(), nil
	}
	w := walk{installation: in, repo: repo, left: maxWalk}
	root, err := w.folder(ctx, at, ".")
	if err != nil {
		return nil, "", err
	}
	return w.entries, root, nil
}

// maxWalk is how many folders of a repository are listed one by one. Deeper
// ones of larger repositories stay unknown.
const maxWalk = 400

// walk lists a repository that is too large for one answer, folder by folder.
type walk struct {
	*installation
	repo    bot.Repository
	left    int
	entries []entry
}

// folder lists a folder and, where anything can be of interest, those in it.
func (w *walk) folder(ctx context.Context, sha, dir string) (string, error) {
	w.left--
	answer, err := w.getTree(ctx, w.repo, sha, false)
	if err != nil {
		return "", err
	}
	list := entriesOf(answer, dir)
	w.entries = append(w.entries, list...)
	for _, e := range list {
		if e.mode.IsDir() && !foreign[path.Base(e.path)] && w.left > 0 {
			if err := w.subtree(ctx, e); err != nil {
				return "", err
			}
		}
	}
	return answer.GetSHA(), nil
}

// subtree lists a folder with all below it, or else folder by folder.
func (w *walk) subtree(ctx context.Context, e entry) error {
	w.left--
	answer, err := w.getTree(ctx, w.repo, e.oid, true)
	if err != nil {
		return err
	}
	if !answer.GetTruncated() {
		w.entries = append(w.entries, entriesOf(answer, e.path)...)
		return nil
	}
	_, err = w.folder(ctx, e.oid, e.path)
	return err
}

// foreign are folders whose files no plan reads.
var foreign = map[string]bool{"node_modules": true, "vendor": true, "testdata": true, "bower_components": true, "third_party": true}

func (in *installation) getTree(ctx context.Context, repo bot.Repository, at string, recursive bool) (*github.Tree, error) {
	answer, _, err := in.client.Git.GetTree(ctx, repo.Owner, repo.Name, at, recursive)
	return answer, typed(fmt.Sprintf("list the files of %s", repo.FullName()), err)
}

// entriesOf translates an answer; its paths are those below dir.
func entriesOf(answer *github.Tree, dir string) []entry {
	list := make([]entry, 0, len(answer.Entries))
	for _, e := range answer.Entries {
		mode := modeOf(e.GetMode())
		if e.GetType() == "tree" {
			mode = fs.ModeDir | 0o755
		}
		list = append(list, entry{path: path.Join(dir, e.GetPath()), oid: e.GetSHA(), mode: mode, size: int64(e.GetSize())})
	}
	return list
}
