package gh

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// MayWrite implements bot.GitHub. A user who is no collaborator may not.
func (a *App) MayWrite(ctx context.Context, repo bot.Repository, user string) (bool, error) {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return false, err
	}
	level, _, err := in.client.Repositories.GetPermissionLevel(ctx, repo.Owner, repo.Name, user)
	err = typed("read a permission in "+repo.FullName(), err)
	switch {
	case errors.Is(err, ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	return level.GetPermission() == "admin" || level.GetPermission() == "write" || level.GetPermission() == "maintain", nil
}

// React implements bot.GitHub. A comment that is gone needs no reaction.
func (a *App) React(ctx context.Context, repo bot.Repository, comment int64, reaction bot.Reaction) error {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return err
	}
	_, _, err = in.client.Reactions.CreateIssueCommentReaction(ctx, repo.Owner, repo.Name, comment, string(reaction))
	err = typed("react to a comment in "+repo.FullName(), err)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Reply implements bot.GitHub. The key goes into a hidden marker, by which a
// reply that was made already is found.
func (a *App) Reply(ctx context.Context, repo bot.Repository, number int, key, body string) error {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return err
	}
	marker := "<!-- nodedock:reply " + key + " -->"
	since := a.now().Add(-24 * time.Hour)
	list, _, err := in.client.Issues.ListComments(ctx, repo.Owner, repo.Name, number, &github.IssueListCommentsOptions{
		Since: &since, ListOptions: github.ListOptions{PerPage: 100},
	})
	if err != nil {
		return typed(fmt.Sprintf("list comments of %s#%d", repo.FullName(), number), err)
	}
	for _, c := range list {
		if strings.Contains(c.GetBody(), marker) && c.GetUser().GetType() == "Bot" {
			return nil
		}
	}
	w := writer{installation: in, repo: repo}
	return w.comment(ctx, number, strings.TrimRight(body, "\n")+"\n\n"+marker+"\n")
}

// Repositories implements bot.GitHub. Those where most is to be gained come
// first.
func (a *App) Repositories(ctx context.Context, id int64) ([]bot.Repository, error) {
	in, err := a.installation(id)
	if err != nil {
		return nil, err
	}
	var repos []bot.Repository
	pushed := map[int64]time.Time{}
	for page, held := 1, 0; page != 0; {
		list, resp, err := in.client.Apps.ListRepos(ctx, &github.ListOptions{PerPage: 100, Page: page})
		if err != nil {
			return nil, typed(fmt.Sprintf("list the repositories of installation %d", id), err)
		}
		for _, r := range list.Repositories {
			if r.GetArchived() || r.GetDisabled() {
				continue
			}
			pushed[r.GetID()] = r.GetPushedAt().Time
			repos = append(repos, bot.Repository{
				Installation: id, ID: r.GetID(), Owner: r.GetOwner().GetLogin(), Name: r.GetName(), DefaultBranch: r.GetDefaultBranch(),
			})
		}
		held += len(list.Repositories)
		page = next(resp, page, len(list.Repositories), list.GetTotalCount()-held)
	}
	return in.rank(ctx, repos, pushed), nil
}

// cutTeam splits "org/team".
func cutTeam(name string) (org, team string, ok bool) { return strings.Cut(name, "/") }
