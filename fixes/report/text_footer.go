package report

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// footer writes the numbers and what to run next.
func (t terminal) footer(plan *fixes.Plan) {
	c := Count(plan)
	files := plural(c.Dockerfiles, "Dockerfile", "Dockerfiles")
	switch {
	case c.Dockerfiles == 0 && len(plan.Errors) == 0 && len(plan.Skipped) == 0:
		fmt.Fprintln(t, "No Dockerfile found.")
		return
	case c.Findings == 0:
		fmt.Fprintf(t, "No findings in %s.\n", files)
		return
	}
	fmt.Fprintf(t, "%s in %s: %s.\n", plural(c.Findings, "finding", "findings"), files, t.numbers(c))
	for _, next := range t.next(plan, c) {
		fmt.Fprintln(t, next)
	}
}

// numbers says in words what became of the findings.
func (t terminal) numbers(c Counts) string {
	var parts []string
	if c.Fixed > 0 && t.opts.Applied {
		parts = append(parts, fmt.Sprintf("%d fixed", c.Fixed))
	} else if c.Fixed > 0 {
		parts = append(parts, fmt.Sprintf("%d can be fixed", c.Fixed))
	}
	if c.Requestable > 0 {
		parts = append(parts, fmt.Sprintf("%d on request", c.Requestable))
	}
	if c.Withheld > 0 {
		parts = append(parts, fmt.Sprintf("%d held back", c.Withheld))
	}
	if c.Advised > 0 {
		parts = append(parts, fmt.Sprintf("%d advice", c.Advised))
	}
	return strings.Join(parts, ", ")
}

// next says what to run next.
func (t terminal) next(plan *fixes.Plan, c Counts) []string {
	var lines []string
	if c.Fixed > 0 && !t.opts.Applied {
		lines = append(lines, "Run `nodedock fix` to apply the fixes, `nodedock fix --diff` to see them first.")
	}
	if rules := Requestables(plan); len(rules) > 0 {
		lines = append(lines, fmt.Sprintf("Run `nodedock fix --rule %s` to apply a fix that waits for your word.", rules[0]))
	}
	for _, o := range plan.Findings {
		if !t.opts.Applied || !o.Fixed {
			return append(lines, fmt.Sprintf("Run `nodedock explain %s` for the reasons behind a rule.", o.Rule))
		}
	}
	return lines
}
