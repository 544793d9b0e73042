package gh

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// CheckName is the name of our check runs.
const CheckName = "nodedock"

// maxAnnotations is how many annotations GitHub takes in a request.
const maxAnnotations = 50

// Check implements bot.GitHub. Annotations beyond the first fifty follow in
// further requests, in order.
func (a *App) Check(ctx context.Context, repo bot.Repository, check bot.Check) error {
	in, err := a.installation(repo.Installation)
	if err != nil {
		return err
	}
	conclusion := string(check.Conclusion)
	batches := slices.Collect(slices.Chunk(check.Annotations, maxAnnotations))
	if len(batches) == 0 {
		batches = append(batches, nil)
	}
	run, _, err := in.client.Checks.CreateCheckRun(ctx, repo.Owner, repo.Name, github.CreateCheckRunOptions{
		Name: CheckName, HeadSHA: check.Head, Status: github.String("completed"), Conclusion: &conclusion,
		CompletedAt: &github.Timestamp{Time: a.now()}, Output: output(check, batches[0]),
	})
	if err != nil {
		return typed("publish a check run in "+repo.FullName(), err)
	}
	for n, batch := range batches[1:] {
		_, _, err := in.client.Checks.UpdateCheckRun(ctx, repo.Owner, repo.Name, run.GetID(), github.UpdateCheckRunOptions{
			Name: CheckName, Output: output(check, batch),
		})
		if err != nil {
			return typed(fmt.Sprintf("add annotations %d to a check run in %s", n+2, repo.FullName()), err)
		}
	}
	return nil
}

func output(check bot.Check, batch []bot.Annotation) *github.CheckRunOutput {
	out := &github.CheckRunOutput{Title: &check.Title, Summary: &check.Summary}
	for _, a := range batch {
		note := &github.CheckRunAnnotation{
			Path: github.String(a.Path), StartLine: github.Int(max(a.StartLine, 1)), EndLine: github.Int(max(a.EndLine, a.StartLine, 1)),
			AnnotationLevel: github.String(a.Level), Message: github.String(a.Message),
		}
		if a.Title != "" {
			note.Title = github.String(a.Title)
		}
		if a.StartLine == a.EndLine && a.StartColumn > 0 && a.EndColumn > 0 {
			note.StartColumn, note.EndColumn = github.Int(a.StartColumn), github.Int(a.EndColumn)
		}
		out.Annotations = append(out.Annotations, note)
	}
	return out
}
