package bot

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/report"
	"github.com/nodedock/nodedock/fixes/text"
)

// suggest leaves one review with suggested changes on somebody's pull request.
// The same suggestions are made once.
func (b *Bot) suggest(ctx context.Context, repo Repository, pull *PullRequest, plan *fixes.Plan, run *Run) error {
	comments := b.suggestions(plan, pull.Shown)
	if len(comments) == 0 {
		return nil
	}
	h := sha256.New()
	for _, c := range comments {
		fmt.Fprintf(h, "%q %d %d %q\n", c.Path, c.StartLine, c.Line, c.Body)
	}
	what := fmt.Sprintf("suggestions on %s#%d: %x", repositoryName(repo), pull.Number, h.Sum(nil)[:10])
	told, err := b.ledger().Told(ctx, what)
	if err != nil || told {
		return err
	}
	review := publish.Review{
		Number: pull.Number, Head: pull.Head, Comments: comments,
		Body: "nodedock suggests these changes. Those of one file belong together: add them to a batch and commit them at once.",
	}
	if _, err := b.GitHub.Apply(ctx, repo, []publish.Op{review}); err != nil {
		return err
	}
	run.Wrote = append(run.Wrote, fmt.Sprintf("review with %d suggestions", len(comments)))
	return b.ledger().Tell(ctx, what)
}

// suggestions turns a plan's changes into suggested changes, where the diff
// shows the lines. A fix that spans files cannot be taken with one click, so
// the files of such a fix are left out.
func (b *Bot) suggestions(plan *fixes.Plan, shown map[string][]text.LineRange) (list []publish.Comment) {
	for _, f := range plan.Files {
		if f.Created || strings.Contains(string(f.Before), "\r") || !brings(plan, f.Path) || spans(plan, f.Path) {
			continue
		}
		comments := b.suggestFile(plan, f)
		if slices.ContainsFunc(comments, func(c publish.Comment) bool { return !inside(c, shown[f.Path]) }) {
			continue // a part alone may not be right
		}
		list = append(list, comments...)
	}
	return list[:min(len(list), publish.MaxComments)]
}

// brings reports whether a finding of the plan is in the file.
func brings(plan *fixes.Plan, path string) bool {
	return slices.ContainsFunc(plan.Findings, func(f fixes.Outcome) bool { return f.Path == path && f.Fixed })
}

// spans reports whether a fix of the file changes another file too.
func spans(plan *fixes.Plan, path string) bool {
	return slices.ContainsFunc(plan.Steps, func(s fixes.Step) bool {
		here := slices.ContainsFunc(s.Places, func(p fixes.Place) bool { return p.Path == path })
		return here && slices.ContainsFunc(s.Places, func(p fixes.Place) bool { return p.Path != path })
	})
}

// inside reports whether the diff shows the comment's lines in one hunk.
func inside(c publish.Comment, shown []text.LineRange) bool {
	first := c.Line
	if c.StartLine > 0 {
		first = c.StartLine
	}
	return slices.ContainsFunc(shown, func(r text.LineRange) bool { return r.Contains(first) && r.Contains(c.Line) })
}

// suggestFile suggests the changes of one file. A place where lines are only
// added takes in the line beside it: a suggestion has to replace something.
func (b *Bot) suggestFile(plan *fixes.Plan, f fixes.FileChange) (list []publish.Comment) {
	before, after := string(f.Before), string(f.After)
	old := strings.SplitAfter(before, "\n")
	edits := udiff.Lines(before, after)
	udiff.SortEdits(edits)
	shift := 0
	for _, e := range edits {
		first := strings.Count(before[:e.Start], "\n") + 1
		count := len(lines(before[e.Start:e.End]))
		now := e.New
		added := len(lines(now))
		place := text.LineRange{First: first + shift, Count: max(added, 1)}
		shift += added - count
		if count == 0 {
			if first > 1 {
				first--
				now = old[first-1] + now
			} else {
				now += old[0]
			}
			count = 1
		}
		c := publish.Comment{Path: f.Path, Line: first + count - 1, Body: b.explained(plan, f.Path, place) + suggestion(now)}
		if count > 1 {
			c.StartLine = first
		}
		list = append(list, c)
	}
	return list
}

func lines(s string) []string {
	list := strings.SplitAfter(s, "\n")
	if list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

// suggestion is GitHub's block that replaces the lines of a comment.
func suggestion(lines string) string {
	if lines == "" {
		return "```suggestion\n```"
	}
	return report.Fence("suggestion", strings.TrimSuffix(lines, "\n"))
}

// explained says which fixes wrote the lines of the new text.
func (b *Bot) explained(plan *fixes.Plan, path string, place text.LineRange) string {
	var s strings.Builder
	for _, step := range plan.Steps {
		touches := slices.ContainsFunc(step.Places, func(p fixes.Place) bool {
			return p.Path == path && p.First > 0 && p.First < place.First+place.Count && place.First <= p.Last
		})
		if touches {
			fmt.Fprintf(&s, "**[%s](%s)** %s. %s\n\n", step.Rule, report.PageURL(b.PagesURL, step.Rule), report.Neutral(step.Title), report.Neutral(step.Message))
		}
	}
	return s.String()
}
