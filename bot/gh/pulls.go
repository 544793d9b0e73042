package gh

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot/publish"
)

// open opens the pull request. Labels and reviewers are asked for when the
// policy names any; GitHub's refusal of a name costs nothing else.
func (w *writer) open(ctx context.Context, o publish.OpenPull) error {
	if w.done.Head != "" {
		o.Marker.Head = w.done.Head
	}
	pull, _, err := w.client.PullRequests.Create(ctx, w.repo.Owner, w.repo.Name, &github.NewPullRequest{
		Title: &o.Title, Head: &o.Branch, Base: &o.Base, Body: github.String(o.Marker.Append(o.Body)), Draft: draft(o.Draft),
	})
	if err != nil {
		return typed("open the pull request", err)
	}
	w.done.Number, w.done.URL = pull.GetNumber(), pull.GetHTMLURL()
	if len(o.Labels) > 0 {
		if err := refusable(w.label(ctx, o.Labels)); err != nil {
			return err
		}
	}
	if len(o.Reviewers) > 0 {
		_, _, err := w.client.PullRequests.RequestReviewers(ctx, w.repo.Owner, w.repo.Name, w.done.Number, reviewers(o.Reviewers))
		return refusable(typed("ask for reviewers", err))
	}
	return nil
}

// label adds labels in the form that GitHub documents; go-github sends an older
// one.
func (w *writer) label(ctx context.Context, labels []string) error {
	path := fmt.Sprintf("repos/%s/%s/issues/%d/labels", w.repo.Owner, w.repo.Name, w.done.Number)
	req, err := w.client.NewRequest(http.MethodPost, path, map[string][]string{"labels": labels})
	if err != nil {
		return err
	}
	_, err = w.client.Do(ctx, req, nil)
	return typed("add labels", err)
}

// draft returns nil for false: not every plan of GitHub has drafts.
func draft(wanted bool) *bool {
	if !wanted {
		return nil
	}
	return &wanted
}

// refusable drops an error that says that GitHub does not want the content.
func refusable(err error) error {
	if errors.Is(err, ErrUnprocessable) || errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// edit writes body and title, and opens the pull request again when asked.
func (w *writer) edit(ctx context.Context, o publish.EditPull) error {
	if w.done.Head != "" && !o.KeepHead {
		o.Marker.Head = w.done.Head
	}
	change := &github.PullRequest{Body: github.String(o.Marker.Append(o.Body))}
	if o.Title != "" {
		change.Title = &o.Title
	}
	if o.Base != "" {
		change.Base = &github.PullRequestBranch{Ref: &o.Base}
	}
	if o.Reopen {
		change.State = github.String("open")
	}
	return w.change(ctx, o.Number, change)
}

// closePull closes the pull request; the same request notes that we did.
func (w *writer) closePull(ctx context.Context, o publish.ClosePull) error {
	return w.change(ctx, o.Number, &github.PullRequest{State: github.String("closed"), Body: github.String(o.Marker.Append(o.Body))})
}

func (w *writer) change(ctx context.Context, number int, change *github.PullRequest) error {
	pull, _, err := w.client.PullRequests.Edit(ctx, w.repo.Owner, w.repo.Name, number, change)
	if err != nil {
		return typed("edit the pull request", err)
	}
	w.done.Number, w.done.URL = number, pull.GetHTMLURL()
	return nil
}

// review places all comments in one review. When GitHub refuses a place, the
// review is made without comments: better than to be tried for ever.
func (w *writer) review(ctx context.Context, o publish.Review) error {
	number, head := o.Number, o.Head
	if number == 0 {
		number = w.done.Number
	}
	if head == "" {
		head = w.done.Head
	}
	request := &github.PullRequestReviewRequest{CommitID: &head, Body: &o.Body, Event: github.String("COMMENT")}
	for _, c := range o.Comments {
		request.Comments = append(request.Comments, draftComment(c))
	}
	_, _, err := w.client.PullRequests.CreateReview(ctx, w.repo.Owner, w.repo.Name, number, request)
	err = typed("review", err)
	if !errors.Is(err, ErrUnprocessable) {
		return err
	}
	request.Comments = nil
	_, _, err = w.client.PullRequests.CreateReview(ctx, w.repo.Owner, w.repo.Name, number, request)
	return typed("review", err)
}

func draftComment(c publish.Comment) *github.DraftReviewComment {
	d := &github.DraftReviewComment{Path: github.String(c.Path), Body: github.String(c.Marked()), Line: github.Int(c.Line), Side: github.String("RIGHT")}
	if c.StartLine > 0 && c.StartLine < c.Line {
		d.StartLine, d.StartSide = github.Int(c.StartLine), github.String("RIGHT")
	}
	return d
}

func (w *writer) comment(ctx context.Context, number int, body string) error {
	_, _, err := w.client.Issues.CreateComment(ctx, w.repo.Owner, w.repo.Name, number, &github.IssueComment{Body: &body})
	return typed(fmt.Sprintf("comment on #%d", number), err)
}

func reviewers(names []string) github.ReviewersRequest {
	var r github.ReviewersRequest
	for _, name := range names {
		if org, team, ok := cutTeam(name); ok && org != "" {
			r.TeamReviewers = append(r.TeamReviewers, team)
		} else {
			r.Reviewers = append(r.Reviewers, name)
		}
	}
	return r
}
