package report

import (
	_ "embed"
	"encoding/json"
	"io"

	"github.com/nodedock/nodedock/fixes"
)

// Schema is the JSON Schema of what JSON writes.
//
//go:embed report.schema.json
var Schema []byte

// Version is the version of the JSON form. Within a version fields are only
// ever added.
const Version = 1

// JSON writes the plan in the versioned form that Schema describes.
func JSON(w io.Writer, plan *fixes.Plan) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(document(plan))
}

type jsonDocument struct {
	Version  int           `json:"version"`
	Findings []jsonFinding `json:"findings"`
	Skipped  []jsonSkip    `json:"skipped"`
	Errors   []jsonError   `json:"errors"`
	Summary  jsonSummary   `json:"summary"`
}

type jsonFinding struct {
	ID        string   `json:"id"`
	Rule      string   `json:"rule"`
	Practice  int      `json:"practice"`
	Severity  string   `json:"severity"`
	Path      string   `json:"path"`
	Line      int      `json:"line"`
	Column    int      `json:"column"`
	EndLine   int      `json:"endLine"`
	EndColumn int      `json:"endColumn"`
	Source    string   `json:"source"`
	Message   string   `json:"message"`
	Fix       *jsonFix `json:"fix"`
	Withheld  string   `json:"withheld"`
	Fixed     bool     `json:"fixed"`
	FixedBy   string   `json:"fixedBy,omitempty"`
}

type jsonFix struct {
	Title         string   `json:"title"`
	Applicability string   `json:"applicability"`
	Notes         []string `json:"notes,omitempty"`
}

type jsonSkip struct {
	Path   string `json:"path"`
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

type jsonError struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

type jsonSummary struct {
	Dockerfiles int `json:"dockerfiles"`
	Findings    int `json:"findings"`
	Fixable     int `json:"fixable"`
	Withheld    int `json:"withheld"`
	OnRequest   int `json:"onRequest"`
	Advice      int `json:"advice"`
}

// document returns the plan as JSON shows it; its lists are never null.
func document(plan *fixes.Plan) jsonDocument {
	c := Count(plan)
	doc := jsonDocument{
		Version: Version, Findings: []jsonFinding{}, Skipped: []jsonSkip{}, Errors: []jsonError{},
		Summary: jsonSummary{c.Dockerfiles, c.Findings, c.Fixed, c.Withheld, c.Requestable, c.Advised},
	}
	for _, o := range plan.Findings {
		doc.Findings = append(doc.Findings, jsonOf(plan, o))
	}
	for _, s := range plan.Skipped {
		doc.Skipped = append(doc.Skipped, jsonSkip{s.Path, s.Rule, s.Reason})
	}
	for _, e := range plan.Errors {
		doc.Errors = append(doc.Errors, jsonError(e))
	}
	return doc
}

func jsonOf(plan *fixes.Plan, o fixes.Outcome) jsonFinding {
	from, to := place(o)
	f := jsonFinding{
		ID: o.ID, Rule: o.Rule, Practice: o.Practice, Severity: o.Severity.String(), Path: o.Path,
		Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Source: o.Source, Message: o.Message, Withheld: o.Withheld, Fixed: o.Fixed, FixedBy: o.FixedBy,
	}
	switch s := stepFor(plan, o); {
	case s != nil:
		f.Fix = &jsonFix{s.Title, s.Applicability.String(), s.Notes}
	case o.Fix != nil && o.Withheld == "":
		offered := o.Fix.Applicability
		if StateOf(o) == Requestable { // by a policy, where the rule itself would make it
			offered = fixes.OnRequest
		}
		f.Fix = &jsonFix{o.Fix.Title, offered.String(), o.Fix.Notes}
	}
	return f
}
