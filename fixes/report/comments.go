package report

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// MaxComments is how many comments a review has at most.
const MaxComments = 30

// A Comment is one remark of a review, at lines of the final text that the diff
// shows.
type Comment struct {
	// ID tells the comments of a plan apart and is the same in later plans as
	// long as the finding is the same.
	ID, Rule, Path string
	// StartLine is 0 when the comment is about one line.
	StartLine, Line int
	Body            string
}

// CommentOptions are what comments need beside the plan.
type CommentOptions struct {
	Options
	// Max is how many comments there are at most; 0 is MaxComments.
	Max int
}

// Comments returns a comment for every step and place, in the order of the
// steps: the first place of each step before any second one, so that a limit
// leaves out repetitions first.
func Comments(plan *fixes.Plan, opts CommentOptions) []Comment {
	all := allComments(plan, opts.Options)
	return all[:min(len(all), commentLimit(opts.Max))]
}

func commentLimit(limit int) int {
	if limit <= 0 {
		return MaxComments
	}
	return limit
}

// foldedComments is how many places have no comment because of the limit.
func foldedComments(plan *fixes.Plan, limit int) int {
	return max(0, len(allComments(plan, Options{}))-commentLimit(limit))
}

func allComments(plan *fixes.Plan, opts Options) []Comment {
	shown := map[string][]hunk{}
	for _, f := range plan.Files {
		shown[f.Path] = hunks(f)
	}
	var first, more []Comment
	used := map[string]int{}
	for _, s := range plan.Steps {
		for n, p := range placed(s) {
			from, to, ok := anchor(shown[p.Path], p.First, p.Last)
			if !ok {
				continue
			}
			c := Comment{ID: s.ID, Rule: s.Rule, Path: p.Path, Line: to}
			if from < to {
				c.StartLine = from
			}
			if used[s.ID]++; used[s.ID] > 1 {
				c.ID = fmt.Sprintf("%s-%d", s.ID, used[s.ID])
			}
			if n == 0 {
				c.Body = commentBody(s, p, opts)
				first = append(first, c)
			} else {
				c.Body = furtherBody(s, p, opts)
				more = append(more, c)
			}
		}
	}
	return append(first, more...)
}

// placed returns the step's places that are still in the final text, those of
// the finding's own file first.
func placed(s fixes.Step) []fixes.Place {
	var own, others []fixes.Place
	for _, p := range s.Places {
		switch {
		case p.First <= 0:
		case p.Path == s.Path:
			own = append(own, p)
		default:
			others = append(others, p)
		}
	}
	return append(own, others...)
}

// commentBody explains a change: what it is, before and after, why, what to
// check, and how to say no.
func commentBody(s fixes.Step, p fixes.Place, opts Options) string {
	parts := []string{
		fmt.Sprintf("**%s** · %s · %s", opts.link(s.Rule), s.Severity, Neutral(shorten(s.Title, 200))),
		diffBlock(p),
		reasonText(s, opts),
	}
	if len(s.Notes) > 0 {
		notes := budget{left: 4000}
		for _, n := range s.Notes {
			notes.add("- " + Neutral(shorten(n, 500)))
		}
		parts = append(parts, "To check:\n\n"+notes.lines())
	}
	parts = append(parts, fmt.Sprintf("To keep it as it was: `# nodedock ignore=%s -- reason` above %s.", slug(s.Rule), suppressedAt(s, p)))
	return joinParts(parts)
}

// suppressedAt says where a comment suppresses the finding of a step that changed
// a place: a file that the finding does not stand in has no instruction for it.
func suppressedAt(s fixes.Step, p fixes.Place) string {
	if p.Path == s.Path {
		return "the instruction"
	}
	return fmt.Sprintf("line %d of %s, counted without these changes", s.Original.Line, Code(shorten(s.Path, 200)))
}

// furtherBody is the comment of a step's second and later places.
func furtherBody(s fixes.Step, p fixes.Place, opts Options) string {
	path, line := stepPlace(s)
	return joinParts([]string{
		fmt.Sprintf("**%s** · part of the change at %s: %s", opts.link(s.Rule), Code(fmt.Sprintf("%s:%d", shorten(path, 200), line)), Neutral(shorten(s.Title, 200))),
		diffBlock(p),
	})
}

// reasonText is the fact from this repository and the first sentence of the
// rule's page: at most three sentences.
func reasonText(s fixes.Step, opts Options) string {
	own := sentences(shorten(oneLine(s.Message), 600))
	why := opts.reason(s.Rule)
	most := 3
	if why != "" {
		most = 2
	}
	text := Neutral(strings.Join(own[:min(most, len(own))], " "))
	return strings.TrimSpace(text + " " + why)
}
