package report

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// usage says how to steer the pull request. No line of it begins with the
// command itself: nodedock must not answer its own text.
func usage(plan *fixes.Plan, opts BodyOptions) string {
	rule := "RULE"
	if len(plan.Steps) > 0 {
		rule = slug(plan.Steps[0].Rule)
	}
	lines := []string{
		"**Merge** it when the changes are right; every rule's page says what was checked before it wrote anything.",
		"**Push** to this branch to change something yourself. nodedock then leaves this pull request to you.",
		"**Close** it to say no. What it offers does not come back; another pull request comes when there is something new to fix.",
		fmt.Sprintf("**Leave a rule out** of this pull request with the comment `/nodedock skip %s`, at one place for good with a line `# nodedock ignore=%s -- reason` above the instruction, everywhere with `rules: {%s: off}` in `%s`.", rule, rule, rule, fixes.PolicyPath),
		"**Look again** with the comment `/nodedock recheck`; `/nodedock help` lists the other commands.",
	}
	if opts.Digests {
		lines[0] = "**Merge** it when your tests pass: the tags are the same, their images are newer."
	}
	return "### How to use this pull request\n\n- " + strings.Join(lines, "\n- ")
}

// CheckSummary returns the Markdown of a check run on a commit: the numbers and
// every finding, gravest files first as the plan has them.
func CheckSummary(plan *fixes.Plan, opts Options) string {
	c := Count(plan)
	if c.Findings == 0 && len(plan.Errors)+len(plan.Skipped) == 0 {
		return fmt.Sprintf("nodedock read %s and found nothing.\n", plural(c.Dockerfiles, "Dockerfile", "Dockerfiles"))
	}
	list := budget{left: tableBudget}
	for _, o := range plan.Findings {
		outcome := Neutral(shorten(titleOf(plan, o), 200))
		if o.Withheld != "" {
			outcome = "held back: " + Neutral(shorten(o.Withheld, 300))
		}
		list.add(fmt.Sprintf("| %s | %s | %s | %s |", opts.link(o.Rule), codeCell(shorten(foundAt(o), 200)), Neutral(shorten(o.Message, 400)), outcome))
	}
	parts := []string{fmt.Sprintf("nodedock read %s: %s, of which %d can be fixed.", plural(c.Dockerfiles, "Dockerfile", "Dockerfiles"), plural(c.Findings, "finding", "findings"), c.Fixed)}
	if !list.empty() {
		parts = append(parts, "| rule | where | what | fix |\n| --- | --- | --- | --- |\n"+list.lines()+list.omitted("finding", "findings", "`nodedock check` prints them all."))
	}
	if c.Fixed > 0 {
		parts = append(parts, "`nodedock fix` in a checkout of this branch makes the changes. Once the files are on the default branch, nodedock proposes them in a pull request.")
	}
	problems := *plan
	problems.Findings = nil
	return joinParts(append(parts, restSection(&problems, BodyOptions{Options: opts})))
}
