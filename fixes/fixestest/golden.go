package fixestest

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// findings writes a line for each finding of the plan, then for what was set
// aside and for files that could not be read.
func findings(plan *fixes.Plan) string {
	var b strings.Builder
	for _, o := range plan.Findings {
		fmt.Fprintf(&b, "%s:%d %s %s [%s] %s\n", o.Path, o.Start.Line, o.Rule, o.Severity, outcome(plan, o), oneLine(o.Message))
	}
	for _, s := range plan.Skipped {
		fmt.Fprintf(&b, "skipped %s\n", oneLine(strings.TrimSpace(s.Path+" "+s.Rule)+": "+s.Reason))
	}
	for _, e := range plan.Errors {
		fmt.Fprintf(&b, "error %s:%d %s\n", e.Path, e.Line, oneLine(e.Message))
	}
	return b.String()
}

// outcome says what became of a finding: "fix-review", "fix-safe",
// "fixed by RULE", "fixed with DOCKERFILE", "on-request", "withheld: reason" or "advice".
func outcome(plan *fixes.Plan, o fixes.Outcome) string {
	switch {
	case o.Fixed && o.FixedBy != "" && o.FixedBy != o.Rule:
		return "fixed by " + o.FixedBy
	case o.Fixed:
		for _, s := range plan.Steps {
			if s.ID == o.ID {
				return "fix-" + s.Applicability.String()
			}
		}
		if o.FixedAt != "" {
			return "fixed with " + o.FixedAt
		}
		return "fixed"
	case o.Withheld != "":
		return "withheld: " + oneLine(o.Withheld)
	case o.Fix != nil:
		return o.Fix.Applicability.String()
	}
	return "advice"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// diff is everything that the plan changes.
func diff(plan *fixes.Plan) string {
	var b strings.Builder
	for _, f := range plan.Files {
		old := f.Path
		if f.Created {
			old = ""
		}
		b.WriteString(text.Diff(old, f.Path, f.Before, f.After))
	}
	return b.String()
}

// notes writes what the fixes of a plan tell their reviewers, a line each.
func notes(plan *fixes.Plan) string {
	var b strings.Builder
	for _, f := range plan.Findings {
		if f.Fix == nil {
			continue
		}
		for _, note := range f.Fix.Notes {
			fmt.Fprintf(&b, "%s: %s\n", f.Rule, note)
		}
	}
	return b.String()
}
