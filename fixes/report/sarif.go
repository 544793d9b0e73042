package report

import (
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/nodedock/nodedock/fixes"
)

// Home is where people read about nodedock.
const Home = "https://github.com/nodedock/nodedock"

// fingerprint names the kind of identity that Outcome.ID is.
const fingerprint = "nodedockFinding/v1"

// SARIF writes the plan as SARIF 2.1.0, with the pages of the rules as help and
// the plan's changes as fixes.
func SARIF(w io.Writer, plan *fixes.Plan, rules []*fixes.Rule) error {
	run := sarif.NewRunWithInformationURI("nodedock", Home)
	run.WithColumnKind("unicodeCodePoints")
	for _, r := range rules {
		describe(run.AddRule(r.ID), r)
	}
	changed := map[string][]change{}
	for _, f := range plan.Files {
		changed[f.Path] = changes(f)
	}
	for _, o := range plan.Findings {
		run.AddResult(result(plan, o, rules, changed))
	}
	run.AddInvocation(invocation(plan))
	report := sarif.NewReport()
	report.AddRun(run)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(slim(report))
}

// invocation says whether every file could be read, and which could not.
func invocation(plan *fixes.Plan) *sarif.Invocation {
	inv := sarif.NewInvocation().WithExecutionSuccessful(len(plan.Errors) == 0)
	for _, e := range plan.Errors {
		place := sarif.NewPhysicalLocation().WithArtifactLocation(artifact(e.Path))
		if e.Line > 0 {
			place.WithRegion(sarif.NewRegion().WithStartLine(e.Line))
		}
		inv.AddToolExecutionNotification(sarif.NewNotification().WithLevel("error").
			WithMessage(sarif.NewTextMessage(e.Message)).AddLocation(sarif.NewLocationWithPhysicalLocation(place)))
	}
	return inv
}

// describe fills in what SARIF viewers show of a rule.
func describe(d *sarif.ReportingDescriptor, r *fixes.Rule) {
	d.WithName(r.ID)
	d.WithShortDescription(sarif.NewMultiformatMessageString().WithText(orElse(r.Doc().Summary, r.ID)))
	if r.Doc().Why != "" {
		d.WithFullDescription(sarif.NewMultiformatMessageString().WithText(r.Doc().Why))
	}
	help := orElse(r.Doc().Markdown, r.ID)
	d.WithHelp(sarif.NewMultiformatMessageString().WithText(help).WithMarkdown(help))
	d.WithHelpURI(PageURL("", r.ID))
	d.WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(r.Severity)))
	d.WithProperties(sarif.NewPropertyBag().Add("practice", r.Practice).Add("tags", append([]string{"docker", "nodejs"}, r.Aliases...)))
}

func result(plan *fixes.Plan, o fixes.Outcome, rules []*fixes.Rule, changed map[string][]change) *sarif.Result {
	text := o.Message
	if o.Withheld != "" {
		text += "\nNo fix is offered: " + o.Withheld
	}
	res := sarif.NewRuleResult(o.Rule).WithLevel(sarifLevel(o.Severity)).WithMessage(sarif.NewTextMessage(text))
	res.WithRuleIndex(slices.IndexFunc(rules, func(r *fixes.Rule) bool { return r.ID == o.Rule }))
	res.AddLocation(sarif.NewLocationWithPhysicalLocation(
		sarif.NewPhysicalLocation().WithArtifactLocation(artifact(o.Path)).WithRegion(region(o))))
	res.WithPartialFingerprints(map[string]string{fingerprint: o.ID})
	if fix := sarifFix(plan, o, changed); fix != nil {
		res.WithFixes([]*sarif.Fix{fix})
	}
	return res
}

// artifact returns the location of a file relative to the repository's root.
func artifact(path string) *sarif.ArtifactLocation {
	return sarif.NewArtifactLocation().WithURI((&url.URL{Path: path}).EscapedPath()).WithURIBaseID("%SRCROOT%")
}

// region returns the finding's place, with columns in characters. Without the
// text of its last line a region of several lines ends with that line.
func region(o fixes.Outcome) *sarif.Region {
	from, to := place(o)
	r := sarif.NewRegion().WithStartLine(from.Line).WithStartColumn(characters(o.Source, from.Column)).WithEndLine(to.Line)
	if from.Line == to.Line {
		r.WithEndColumn(characters(o.Source, to.Column))
	}
	if o.Source != "" {
		r.WithSnippet(sarif.NewArtifactContent().WithText(o.Source))
	}
	return r
}

// characters turns a column in bytes of the line into one in characters.
func characters(source string, column int) int {
	n := min(column-1, len(source))
	return utf8.RuneCountInString(source[:n]) + 1
}

func sarifLevel(s fixes.Severity) string {
	switch s {
	case fixes.Error:
		return "error"
	case fixes.Warning:
		return "warning"
	}
	return "note"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
