package gh

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/publish"
)

// Apply implements bot.GitHub. It begins only when the content limits let it
// come to its end.
func (a *App) Apply(ctx context.Context, repo bot.Repository, ops []publish.Op) (bot.Published, error) {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return bot.Published{}, err
	}
	if err := in.ready(content(ops)); err != nil {
		return bot.Published{}, err
	}
	w := writer{installation: in, repo: repo}
	for _, op := range ops {
		if err := w.apply(ctx, op); err != nil {
			return w.done, fmt.Errorf("%s in %s: %w", op, repo.FullName(), err)
		}
	}
	return w.done, nil
}

// writer carries ops out and remembers what the later ones need.
type writer struct {
	*installation
	repo bot.Repository
	done bot.Published
}

func (w *writer) apply(ctx context.Context, op publish.Op) error {
	switch o := op.(type) {
	case publish.Push:
		return w.push(ctx, o)
	case publish.OpenPull:
		return w.open(ctx, o)
	case publish.EditPull:
		return w.edit(ctx, o)
	case publish.Review:
		return w.review(ctx, o)
	case publish.Resolve:
		return w.resolve(ctx, o)
	case publish.Note:
		return w.comment(ctx, o.Number, publish.WithNote(o.Kind, o.Body))
	case publish.ClosePull:
		return w.closePull(ctx, o)
	case publish.DeleteBranch:
		return w.deleteBranch(ctx, o)
	}
	return fmt.Errorf("an operation that is not known: %T", op)
}

// push makes tree and commit and moves the branch to it. GitHub signs a commit
// of an App that names no author.
func (w *writer) push(ctx context.Context, o publish.Push) error {
	if o.BaseTree == "" {
		return errors.New("make the tree: without the tree it changes it would hold nothing else")
	}
	entries, err := w.entries(ctx, o.Files)
	if err != nil {
		return err
	}
	tree, _, err := w.client.Git.CreateTree(ctx, w.repo.Owner, w.repo.Name, o.BaseTree, entries)
	if err != nil {
		return typed("make the tree", err)
	}
	commit := &github.Commit{Message: &o.Message, Tree: tree}
	for _, p := range o.Parents {
		commit.Parents = append(commit.Parents, &github.Commit{SHA: github.String(p)})
	}
	made, _, err := w.client.Git.CreateCommit(ctx, w.repo.Owner, w.repo.Name, commit, nil)
	if err != nil {
		return typed("make the commit", err)
	}
	w.done.Head = made.GetSHA()
	ref := &github.Reference{Ref: github.String("refs/heads/" + o.Branch), Object: &github.GitObject{SHA: made.SHA}}
	if o.Create {
		_, _, err = w.client.Git.CreateRef(ctx, w.repo.Owner, w.repo.Name, ref)
	} else {
		_, _, err = w.client.Git.UpdateRef(ctx, w.repo.Owner, w.repo.Name, ref, false)
	}
	err = typed("move the branch", err)
	if ruledOut(err) {
		return bot.Permanent(err)
	}
	if errors.Is(err, ErrUnprocessable) || errors.Is(err, ErrConflict) {
		return fmt.Errorf("%w (%w)", bot.ErrMoved, err)
	}
	return err
}

// ruledOut reports whether GitHub refuses a branch because of a rule of the
// repository or its owner, and not for where it is.
func ruledOut(err error) bool {
	var answer *StatusError
	if !errors.As(err, &answer) || answer.Status != http.StatusUnprocessableEntity {
		return false
	}
	said := strings.ToLower(answer.Message)
	return strings.Contains(said, "rule violation") || strings.Contains(said, "protected branch")
}

// entries returns the tree's entries. Text travels in them; what is no UTF-8
// becomes a blob first.
func (w *writer) entries(ctx context.Context, files []publish.File) ([]*github.TreeEntry, error) {
	var entries []*github.TreeEntry
	for _, f := range files {
		e := &github.TreeEntry{Path: github.String(f.Path), Mode: github.String(gitMode(f.Mode)), Type: github.String("blob")}
		switch {
		case f.Delete:
		case f.Blob != "":
			e.SHA = github.String(f.Blob)
		case utf8.Valid(f.Content):
			e.Content = github.String(string(f.Content))
		default:
			blob, _, err := w.client.Git.CreateBlob(ctx, w.repo.Owner, w.repo.Name, &github.Blob{
				Content: github.String(base64.StdEncoding.EncodeToString(f.Content)), Encoding: github.String("base64"),
			})
			if err != nil {
				return nil, typed("store "+f.Path, err)
			}
			e.SHA = blob.SHA
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// deleteBranch deletes the branch if its head is the one that was seen.
func (w *writer) deleteBranch(ctx context.Context, o publish.DeleteBranch) error {
	ref, _, err := w.client.Git.GetRef(ctx, w.repo.Owner, w.repo.Name, "heads/"+o.Branch)
	err = typed("read the branch", err)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case ref.GetObject().GetSHA() != o.Head:
		return bot.ErrMoved
	}
	_, err = w.client.Git.DeleteRef(ctx, w.repo.Owner, w.repo.Name, "heads/"+o.Branch)
	err = typed("delete the branch", err)
	if errors.Is(err, ErrUnprocessable) || errors.Is(err, ErrNotFound) {
		return nil // somebody deleted it first
	}
	return err
}
