package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/publish"
)

// A narrator prints what a bot reads and writes. When it is dry nothing is
// written.
type narrator struct {
	bot.GitHub
	out io.Writer
	dry bool
}

func (n *narrator) read(format string, args ...any) {
	fmt.Fprintf(n.out, "  read    %s\n", fmt.Sprintf(format, args...))
}

// wrote prints a write, and reports whether it is to be made.
func (n *narrator) wrote(format string, args ...any) bool {
	word := "write "
	if n.dry {
		word = "would "
	}
	fmt.Fprintf(n.out, "  %s  %s\n", word, fmt.Sprintf(format, args...))
	return !n.dry
}

// Snapshot implements bot.GitHub.
func (n *narrator) Snapshot(ctx context.Context, repo bot.Repository, at string) (*bot.Snapshot, error) {
	snap, err := n.GitHub.Snapshot(ctx, repo, at)
	if err == nil {
		n.read("%s: its head %.12s and what nodedock published", snap.Repository.FullName(), snap.Head)
	}
	return snap, err
}

// Files implements bot.GitHub.
func (n *narrator) Files(ctx context.Context, repo bot.Repository, sha string) (fs.FS, error) {
	n.read("the files of %.12s", sha)
	return n.GitHub.Files(ctx, repo, sha)
}

// PullRequest implements bot.GitHub.
func (n *narrator) PullRequest(ctx context.Context, repo bot.Repository, number int) (*bot.PullRequest, error) {
	n.read("pull request #%d", number)
	return n.GitHub.PullRequest(ctx, repo, number)
}

// MayWrite implements bot.GitHub.
func (n *narrator) MayWrite(ctx context.Context, repo bot.Repository, login string) (bool, error) {
	ok, err := n.GitHub.MayWrite(ctx, repo, login)
	n.read("whether %s may write: %t", login, ok)
	return ok, err
}

// Repositories implements bot.GitHub.
func (n *narrator) Repositories(ctx context.Context, installation int64) ([]bot.Repository, error) {
	list, err := n.GitHub.Repositories(ctx, installation)
	n.read("%d repositories", len(list))
	return list, err
}

// Apply implements bot.GitHub.
func (n *narrator) Apply(ctx context.Context, repo bot.Repository, ops []publish.Op) (bot.Published, error) {
	for _, op := range ops {
		n.wrote("%s", op)
		if o, ok := op.(publish.OpenPull); ok {
			fmt.Fprintf(n.out, "          %s\n", o.Title)
		}
	}
	if n.dry {
		return bot.Published{}, nil
	}
	return n.GitHub.Apply(ctx, repo, ops)
}

// React implements bot.GitHub.
func (n *narrator) React(ctx context.Context, repo bot.Repository, comment int64, reaction bot.Reaction) error {
	if !n.wrote("the reaction %s", reaction) {
		return nil
	}
	return n.GitHub.React(ctx, repo, comment, reaction)
}

// Reply implements bot.GitHub.
func (n *narrator) Reply(ctx context.Context, repo bot.Repository, number int, key, body string) error {
	if !n.wrote("a reply on #%d", number) {
		return nil
	}
	return n.GitHub.Reply(ctx, repo, number, key, body)
}

// Check implements bot.GitHub.
func (n *narrator) Check(ctx context.Context, repo bot.Repository, check bot.Check) error {
	if !n.wrote("a check run on %.12s: %s, %d annotations", check.Head, check.Conclusion, len(check.Annotations)) {
		return nil
	}
	return n.GitHub.Check(ctx, repo, check)
}
