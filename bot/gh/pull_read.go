package gh

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/text"
)

// PullRequest implements bot.GitHub.
func (a *App) PullRequest(ctx context.Context, repo bot.Repository, number int) (*bot.PullRequest, error) {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return nil, err
	}
	p, _, err := in.client.PullRequests.Get(ctx, repo.Owner, repo.Name, number)
	if err != nil {
		err = typed(fmt.Sprintf("read %s#%d", repo.FullName(), number), err)
		if errors.Is(err, ErrNotFound) {
			err = bot.Permanent(err)
		}
		return nil, err
	}
	pull := &bot.PullRequest{
		Number: number, Open: p.GetState() == "open", Head: p.GetHead().GetSHA(), HeadBranch: p.GetHead().GetRef(),
		FromFork: fromFork(p), Base: p.GetBase().GetSHA(), Shown: map[string][]text.LineRange{},
	}
	if head := p.GetHead().GetRepo(); pull.FromFork && head != nil {
		pull.Fork = bot.Repository{Installation: repo.Installation, ID: head.GetID()}
		pull.Fork.Owner, pull.Fork.Name, _ = strings.Cut(head.GetFullName(), "/")
	}
	for page, files := 1, 0; page != 0; {
		list, resp, err := in.client.PullRequests.ListFiles(ctx, repo.Owner, repo.Name, number, &github.ListOptions{PerPage: 100, Page: page})
		if err != nil {
			return nil, typed(fmt.Sprintf("list the files of %s#%d", repo.FullName(), number), err)
		}
		for _, f := range list {
			pull.Paths = append(pull.Paths, f.GetFilename())
			pull.Shown[f.GetFilename()] = shown(f.GetPatch())
			if f.GetPreviousFilename() != "" {
				pull.Paths = append(pull.Paths, f.GetPreviousFilename())
			}
		}
		files += len(list)
		page = next(resp, page, len(list), p.GetChangedFiles()-files)
	}
	return pull, nil
}

// next returns the number of the page after one that held some of a list, 0 for
// none. GitHub links to it; where no link is sent, what is left of the list tells.
func next(resp *github.Response, page, held, left int) int {
	if resp.Header.Get("Link") == "" && held > 0 && left > 0 {
		return page + 1
	}
	return resp.NextPage
}

// hunkHeader is the line that begins a hunk of a patch.
var hunkHeader = pattern.New(`(?m)^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@`)

// shown returns the lines of the new side that a patch shows.
func shown(patch string) (list []text.LineRange) {
	for _, m := range hunkHeader.FindAllStringSubmatch(patch, -1) {
		r := text.LineRange{Count: 1}
		r.First, _ = strconv.Atoi(m[1])
		if m[2] != "" {
			r.Count, _ = strconv.Atoi(m[2])
		}
		list = append(list, r)
	}
	return list
}

// OpenPullRequest implements bot.GitHub. It looks at the hundred that changed
// last.
func (a *App) OpenPullRequest(ctx context.Context, repo bot.Repository, head string) (int, error) {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return 0, err
	}
	list, _, err := in.client.PullRequests.List(ctx, repo.Owner, repo.Name, &github.PullRequestListOptions{
		State: "open", Sort: "updated", Direction: "desc", ListOptions: github.ListOptions{PerPage: 100},
	})
	for _, p := range list {
		if p.GetHead().GetSHA() == head {
			return p.GetNumber(), nil
		}
	}
	return 0, typed("list the pull requests of "+repo.FullName(), err)
}
