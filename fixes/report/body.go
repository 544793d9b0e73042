package report

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// MaxBody is how long a body is at most, in bytes; GitHub refuses more than
// 65,536 characters.
const MaxBody = 60000

// BodyOptions are what a body needs beside the plan.
type BodyOptions struct {
	Options
	// Notices are sentences of nodedock's own, as Markdown, that come before
	// everything else: an unreadable config, a base that has moved.
	Notices []string
	// Proof is Markdown about what was built and measured, "" for none.
	Proof string
	// Digests says that the plan only moves pinned images to new digests.
	Digests bool
	// Bumps are the images that move to another digest.
	Bumps []BumpFacts
	// MaxComments is how many review comments come with the body; 0 is
	// MaxComments.
	MaxComments int
}

// How many bytes each part of a body may take. What does not fit is counted.
const (
	tableBudget   = 26000
	notesBudget   = 7000
	restBudget    = 14000
	requestBudget = 4000
	proofBudget   = 5000
)

// Body returns the pull request's description as Markdown.
func Body(plan *fixes.Plan, opts BodyOptions) string {
	var parts []string
	for _, n := range opts.Notices {
		parts = append(parts, "> [!NOTE]\n> "+strings.ReplaceAll(shorten(n, 400), "\n", " "))
		if len(parts) > 4 {
			break
		}
	}
	parts = append(parts, summary(plan, opts), bumpsTable(opts.Bumps), changesTable(plan, opts), notesSection(plan, opts))
	if len(opts.Proof) <= proofBudget {
		parts = append(parts, opts.Proof)
	}
	parts = append(parts, restSection(plan, opts), requestSection(plan, opts), usage(plan, opts))
	return joinParts(parts)
}

// joinParts puts a blank line between the parts that are not empty.
func joinParts(parts []string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n") + "\n"
}

// summary says in a line what the pull request is.
func summary(plan *fixes.Plan, opts BodyOptions) string {
	files := changedDockerfiles(plan)
	what := plural(len(files), "Dockerfile", "Dockerfiles")
	if len(files) == 1 {
		what = Code(shorten(files[0], 200))
	}
	n := len(rows(plan))
	if opts.Digests {
		return fmt.Sprintf("This moves pinned base images in %s to the digests that their tags have today: %s.", what, plural(n, "change", "changes"))
	}
	s := fmt.Sprintf("nodedock read %s and made %s", what, plural(n, "change", "changes"))
	if c := Count(plan); c.Withheld > 0 {
		s += fmt.Sprintf("; %s held back, with the reason below", plural(c.Withheld, "fix is", "fixes are"))
	}
	s += "."
	if folded := foldedComments(plan, opts.MaxComments); folded > 0 {
		s += fmt.Sprintf(" The first %d places have a comment in the diff; %s only in the table.",
			commentLimit(opts.MaxComments), plural(folded, "more is", "more are"))
	}
	return s
}

// changesTable lists what was changed, where and why.
func changesTable(plan *fixes.Plan, opts BodyOptions) string {
	all := rows(plan)
	if len(all) == 0 {
		return ""
	}
	list := budget{left: tableBudget}
	for _, r := range all {
		list.add(fmt.Sprintf("| %s | %s | %s | %s |", opts.link(r.rule), codeCell(shorten(r.where(), 200)),
			Neutral(shorten(r.title, 200)), Neutral(shorten(r.message, 400))))
	}
	return "| rule | where | change | why |\n| --- | --- | --- | --- |\n" + list.lines() + list.omitted("change", "changes", "The diff shows them all.")
}

// notesSection lists what a reviewer has to know or check.
func notesSection(plan *fixes.Plan, opts BodyOptions) string {
	list := budget{left: notesBudget}
	for _, r := range rows(plan) {
		for _, n := range r.notes {
			list.add(fmt.Sprintf("- %s, %s: %s", opts.link(r.rule), Code(shorten(r.where(), 200)), Neutral(shorten(n, 500))))
		}
	}
	if list.empty() {
		return ""
	}
	return "### Before you merge\n\n" + list.lines() + list.omitted("note", "notes", "")
}

// A budget collects lines until its bytes are spent, then only counts.
type budget struct {
	left, more int
	kept       []string
}

func (b *budget) add(line string) {
	if b.more > 0 || len(line)+1 > b.left {
		b.more++
		return
	}
	b.left -= len(line) + 1
	b.kept = append(b.kept, line)
}

func (b *budget) empty() bool   { return len(b.kept)+b.more == 0 }
func (b *budget) lines() string { return strings.Join(b.kept, "\n") }

// omitted says how many lines did not fit, "" when all did.
func (b *budget) omitted(one, many, hint string) string {
	if b.more == 0 {
		return ""
	}
	return "\n\n" + strings.TrimSpace(plural(b.more, "more "+one+" is", "more "+many+" are")+" left out here. "+hint)
}
