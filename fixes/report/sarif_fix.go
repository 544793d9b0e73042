package report

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/nodedock/nodedock/fixes"
)

// sarifFix returns the changes of the plan that belong to a fixed finding, nil
// when there are none. Findings whose fixes touch the same lines share them:
// what a change deletes and inserts is that of the whole plan.
func sarifFix(plan *fixes.Plan, o fixes.Outcome, changed map[string][]change) *sarif.Fix {
	step := stepFor(plan, o)
	if step == nil {
		return nil
	}
	fix := sarif.NewFix().WithDescription(sarif.NewTextMessage(step.Title))
	for _, path := range placePaths(step) {
		c := sarif.NewArtifactChange().WithArtifactLocation(artifact(path))
		for _, ch := range changed[path] {
			if touches(step, path, ch) {
				c.AddReplacement(replacement(ch))
			}
		}
		if len(c.Replacements) > 0 {
			fix.AddArtifactChange(c)
		}
	}
	if len(fix.ArtifactChanges) == 0 {
		return nil
	}
	return fix
}

// placePaths lists the files a step changed, in order.
func placePaths(step *fixes.Step) []string {
	var paths []string
	for _, p := range step.Places {
		if len(paths) == 0 || paths[len(paths)-1] != p.Path {
			paths = append(paths, p.Path)
		}
	}
	return paths
}

// touches reports whether a change holds or adjoins lines that the step wrote.
func touches(step *fixes.Step, path string, c change) bool {
	for _, p := range step.Places {
		if p.Path == path && p.First > 0 && p.First <= max(c.newLast, c.newFirst) && c.newFirst <= p.Last {
			return true
		}
	}
	return false
}

func replacement(c change) *sarif.Replacement {
	r := sarif.NewReplacement().WithDeletedRegion(deleted(c))
	if c.inserted != "" {
		r.WithInsertedContent(sarif.NewArtifactContent().WithText(c.inserted))
	}
	return r
}

// deleted returns the region of the old lines: to the start of the line after
// them, or to the end of a last line that has no line break.
func deleted(c change) *sarif.Region {
	r := sarif.NewRegion().WithStartLine(c.oldFirst).WithStartColumn(1)
	if c.deleted != "" && !strings.HasSuffix(c.deleted, "\n") {
		last := c.deleted[strings.LastIndexByte(c.deleted, '\n')+1:]
		return r.WithEndLine(c.oldLast).WithEndColumn(utf8.RuneCountInString(last) + 1)
	}
	return r.WithEndLine(c.oldLast + 1).WithEndColumn(1)
}

// slim returns the report without the empty lists and default numbers that the
// library writes for every object: most of them are noise, and a region of
// lines must not claim byte offset 0.
func slim(report *sarif.Report) any {
	raw, err := json.Marshal(report)
	if err != nil {
		return report
	}
	var tree any
	if json.Unmarshal(raw, &tree) != nil {
		return report
	}
	return prune(tree)
}

func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			value = prune(value)
			if list, ok := value.([]any); ok && len(list) == 0 && key != "results" || isDefault(key, value) {
				delete(v, key)
				continue
			}
			v[key] = value
		}
	case []any:
		for n := range v {
			v[n] = prune(v[n])
		}
	}
	return v
}

// isDefault reports whether a number is what SARIF assumes without it.
func isDefault(key string, value any) bool {
	n, ok := value.(float64)
	switch key {
	case "byteOffset", "charOffset", "rank", "index", "parentIndex", "absoluteAddress":
		return ok && n <= 0
	case "ruleIndex", "id":
		return ok && n < 0
	}
	return value == nil
}
