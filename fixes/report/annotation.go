package report

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// An Annotation is a remark on lines of a file, as check runs show it.
type Annotation struct {
	Path               string
	StartLine, EndLine int // from 1
	// StartColumn and EndColumn are 0 unless the remark is about one line.
	StartColumn, EndColumn int
	Level                  Level
	Title, Message         string
}

// Level is how a check run ranks an annotation.
type Level string

const (
	Notice  Level = "notice"
	Warning Level = "warning"
	Failure Level = "failure"
)

// LevelOf returns the level of a severity.
func LevelOf(s fixes.Severity) Level {
	switch s {
	case fixes.Error:
		return Failure
	case fixes.Warning:
		return Warning
	}
	return Notice
}

// Annotations returns a remark for every finding, in the plan's order. GitHub
// takes 50 of them in a request.
func Annotations(plan *fixes.Plan) []Annotation {
	list := make([]Annotation, 0, len(plan.Findings))
	for _, o := range plan.Findings {
		list = append(list, annotation(plan, o))
	}
	return list
}

func annotation(plan *fixes.Plan, o fixes.Outcome) Annotation {
	from, to := place(o)
	a := Annotation{
		Path: o.Path, StartLine: from.Line, EndLine: to.Line, Level: LevelOf(o.Severity),
		Title: "nodedock: " + o.Rule, Message: annotationText(plan, o),
	}
	if from.Line == to.Line {
		a.StartColumn, a.EndColumn = from.Column, max(from.Column, to.Column-1)
	}
	return a
}

// annotationText is the message and what can be done, in plain text: check
// runs render no Markdown in it.
func annotationText(plan *fixes.Plan, o fixes.Outcome) string {
	parts := []string{Plain(o.Message)}
	switch title := Plain(titleOf(plan, o)); {
	case o.Withheld != "":
		parts = append(parts, "No fix is offered: "+Plain(o.Withheld))
	case title != "":
		parts = append(parts, remedyWords[StateOf(o)]+": "+title)
	}
	return shorten(strings.Join(parts, "\n"), 4000)
}

// remedyWords say what the title of a fix is.
var remedyWords = map[State]string{Fixed: "Fix", Requestable: "On request", Advised: "Advice", Withheld: "Held back"}

// CheckTitle returns the one-line result of a check run.
func CheckTitle(plan *fixes.Plan) string {
	c := Count(plan)
	switch {
	case c.Findings == 0 && len(plan.Errors) > 0:
		return plural(len(plan.Errors), "file", "files") + " could not be read"
	case c.Findings == 0:
		return "Nothing found"
	}
	return fmt.Sprintf("%s, %d can be fixed", plural(c.Findings, "finding", "findings"), c.Fixed)
}
