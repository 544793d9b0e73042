package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// A row is a change as the tables show it. Steps that say the same about one
// file are one row with several lines.
type row struct {
	rule, path, title, message string
	severity                   fixes.Severity
	lines                      []int
	notes                      []string
}

// rows returns what the plan changes, in the order of the steps.
func rows(plan *fixes.Plan) []row {
	index := map[[4]string]int{}
	var list []row
	for _, s := range plan.Steps {
		path, line := stepPlace(s)
		key := [4]string{s.Rule, path, s.Title, s.Message}
		n, known := index[key]
		if !known {
			n = len(list)
			index[key] = n
			list = append(list, row{rule: s.Rule, path: path, title: s.Title, message: s.Message, severity: s.Severity})
		}
		list[n].add(line, s.Notes)
	}
	return list
}

func (r *row) add(line int, notes []string) {
	if line > 0 && !slices.Contains(r.lines, line) {
		r.lines = append(r.lines, line)
		slices.Sort(r.lines)
	}
	for _, note := range notes {
		if !slices.Contains(r.notes, note) {
			r.notes = append(r.notes, note)
		}
	}
}

// stepPlace returns where a reader finds the change: the first line it wrote in
// the finding's own file, else in another file, else where the finding stood.
func stepPlace(s fixes.Step) (path string, line int) {
	for _, own := range []bool{true, false} {
		for _, p := range s.Places {
			if p.First > 0 && (p.Path == s.Path) == own {
				return p.Path, p.First
			}
		}
	}
	return s.Path, s.Original.Line
}

// where returns "path:line", with up to three lines.
func (r row) where() string {
	const most = 3
	if len(r.lines) == 0 {
		return r.path
	}
	var numbers []string
	for _, l := range r.lines[:min(most, len(r.lines))] {
		numbers = append(numbers, fmt.Sprint(l))
	}
	place := r.path + ":" + strings.Join(numbers, ", ")
	if more := len(r.lines) - most; more > 0 {
		place += fmt.Sprintf(" and %d more", more)
	}
	return place
}
