// Package report turns a fixes.Plan into texts: terminal output, JSON, SARIF,
// workflow commands, and everything that a pull request or a check run shows.
//
// It does no I/O beyond the writer it is given and asks nobody. What comes from
// a repository (file names, messages, source lines) is neutralised before it
// goes into Markdown: it may be written by anyone.
package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
)

// State says what became of a finding.
type State int

const (
	// Fixed findings are taken care of by a step of the plan.
	Fixed State = iota + 1
	// Withheld findings have a rule that could fix them, but not here.
	Withheld
	// Requestable findings have a fix that a person may ask for.
	Requestable
	// Advised findings have nothing that nodedock could write.
	Advised
)

// StateOf returns what became of the finding.
func StateOf(o fixes.Outcome) State {
	switch {
	case o.Fixed:
		return Fixed
	case o.Withheld != "":
		return Withheld
	case o.Fix != nil && o.Fix.Applicability > fixes.Advice:
		return Requestable
	}
	return Advised
}

// Counts are the numbers that every summary needs.
type Counts struct {
	Dockerfiles, Findings                 int
	Fixed, Withheld, Requestable, Advised int
	Errors, Warnings, Infos               int // by severity, of all findings
}

// Count counts the plan's findings.
func Count(plan *fixes.Plan) Counts {
	c := Counts{Dockerfiles: len(plan.Dockerfiles), Findings: len(plan.Findings)}
	for _, o := range plan.Findings {
		switch StateOf(o) {
		case Fixed:
			c.Fixed++
		case Withheld:
			c.Withheld++
		case Requestable:
			c.Requestable++
		case Advised:
			c.Advised++
		}
		switch o.Severity {
		case fixes.Error:
			c.Errors++
		case fixes.Warning:
			c.Warnings++
		default:
			c.Infos++
		}
	}
	return c
}

// Requestables returns the rules, in the order of their first finding, whose
// fixes wait for a person to ask.
func Requestables(plan *fixes.Plan) []string {
	var rules []string
	for _, o := range plan.Findings {
		if StateOf(o) == Requestable && !slices.Contains(rules, o.Rule) {
			rules = append(rules, o.Rule)
		}
	}
	return rules
}

// plural returns "1 fix", "2 fixes".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// stepFor returns the step that fixed the finding, nil when there is none.
func stepFor(plan *fixes.Plan, o fixes.Outcome) *fixes.Step {
	if !o.Fixed {
		return nil
	}
	for n := range plan.Steps {
		if s := &plan.Steps[n]; s.ID == o.ID && s.Rule == o.Rule {
			return s
		}
	}
	for n := range plan.Steps {
		if s := &plan.Steps[n]; s.Rule == o.FixedBy && s.Path == cmp.Or(o.FixedAt, o.Path) {
			return s
		}
	}
	return nil
}

// titleOf returns what was or could be done about a finding, "" for nothing.
func titleOf(plan *fixes.Plan, o fixes.Outcome) string {
	if s := stepFor(plan, o); s != nil {
		return s.Title
	}
	if o.Fix != nil {
		return o.Fix.Title
	}
	return ""
}

// line returns a line number that a reader can go to: from 1.
func line(n int) int { return max(n, 1) }
