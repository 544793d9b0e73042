package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// suppressed reports whether a comment in the file says no to the finding:
// nodedock's own comments, or another tool's comment for the same thing.
func suppressed(file *dockerfile.File, rule *Rule, f Finding) bool {
	for _, d := range file.Directives {
		skips := checkSkips(d.Value)
		all := slices.Contains(skips, "all") && slices.ContainsFunc(rule.Aliases, buildCheck.MatchString)
		if strings.EqualFold(d.Name, "check") && (all || named(rule, skips)) {
			return true
		}
	}
	at := instructionAt(file, f.Span.Start)
	if at == nil {
		at = instructionBelow(file, f.Span.Start)
	}
	for _, c := range file.Comments {
		s, ok := parseSuppression(c.Text)
		if !ok || !named(rule, s.rules) {
			continue
		}
		if s.scope == fileScope || at != nil && (s.scope == stageScope && sameStage(file, c, at) || s.scope == lineScope && belongs(c, at)) {
			return true
		}
	}
	return false
}

// instructionAt returns the instruction that holds the offset.
func instructionAt(file *dockerfile.File, offset int) *dockerfile.Instruction {
	for _, i := range file.Instructions {
		if i.Span.Start <= offset && offset < i.Span.End {
			return i
		}
	}
	return nil
}

// instructionBelow returns the instruction that a comment at the offset stands
// directly above.
func instructionBelow(file *dockerfile.File, offset int) *dockerfile.Instruction {
	for _, i := range file.Instructions {
		if slices.ContainsFunc(i.Above, func(c dockerfile.Comment) bool { return c.Span.Start <= offset && offset < c.Span.End }) {
			return i
		}
	}
	return nil
}

// belongs reports whether the comment stands directly above the instruction or
// inside it.
func belongs(c dockerfile.Comment, at *dockerfile.Instruction) bool {
	if c.Inside != nil {
		return c.Inside == at
	}
	return slices.ContainsFunc(at.Above, func(a dockerfile.Comment) bool { return a.Span == c.Span })
}

// sameStage reports whether the comment stands in the instruction's stage, or
// directly above its FROM.
func sameStage(file *dockerfile.File, c dockerfile.Comment, at *dockerfile.Instruction) bool {
	var stage *dockerfile.Stage
	for _, s := range file.Stages {
		if s.From.Span.Start <= c.Span.Start || belongs(c, s.From) {
			stage = s
		}
	}
	return stage != nil && stage == at.Stage
}

// suppression is a comment that silences rules.
type suppression struct {
	scope scope
	rules []string
}

type scope int

const (
	lineScope scope = iota
	stageScope
	fileScope
)

// The comments that count: nodedock's own, and those of linters in use for
// Dockerfiles, whose ids are aliases of our rules.
var (
	ownComment = pattern.New(`^nodedock\s+ignore(-stage|-file)?=\s*([^\s]+)`)
	hadolint   = pattern.New(`^hadolint\s+(global\s+)?ignore=\s*([^\s]+(?:\s*,\s*[^\s]+)*)`)
	checkov    = pattern.New(`^checkov:skip=([A-Za-z0-9_]+)`)
	trivy      = pattern.New(`^trivy:ignore:([A-Za-z0-9_-]+)`)
	tally      = pattern.New(`^tally\s+(global\s+)?ignore=\s*([^\s;]+)`)
	checkLine  = pattern.New(`^check=(.*)$`)
)

func parseSuppression(comment string) (suppression, bool) {
	comment = strings.TrimSpace(comment)
	if m := ownComment.FindStringSubmatch(comment); m != nil {
		scopes := map[string]scope{"": lineScope, "-stage": stageScope, "-file": fileScope}
		return suppression{scopes[m[1]], splitIDs(m[2])}, true
	}
	for _, tool := range []*pattern.Pattern{hadolint, tally} {
		if m := tool.FindStringSubmatch(comment); m != nil {
			if m[1] != "" {
				return suppression{fileScope, splitIDs(m[2])}, true
			}
			return suppression{lineScope, splitIDs(m[2])}, true
		}
	}
	for _, tool := range []*pattern.Pattern{checkov, trivy} {
		if m := tool.FindStringSubmatch(comment); m != nil {
			return suppression{fileScope, splitIDs(m[1])}, true
		}
	}
	if m := checkLine.FindStringSubmatch(comment); m != nil {
		return suppression{lineScope, checkSkips(m[1])}, true
	}
	return suppression{}, false
}

// buildCheck is how BuildKit names its checks, all of which "skip=all" turns off.
var buildCheck = pattern.New(`^[A-Z][A-Za-z]+$`)

// checkSkips reads the value of BuildKit's check directive.
func checkSkips(value string) []string {
	for _, part := range strings.Split(value, ";") {
		if list, ok := strings.CutPrefix(strings.TrimSpace(part), "skip="); ok {
			return splitIDs(list)
		}
	}
	return nil
}

func splitIDs(list string) []string {
	ids := strings.Split(list, ",")
	for n := range ids {
		ids[n] = strings.TrimSpace(ids[n])
	}
	return ids
}

// named reports whether one of the ids is the rule or one of its aliases.
func named(rule *Rule, ids []string) bool {
	for _, id := range ids {
		if id == rule.ID || slices.ContainsFunc(rule.Aliases, func(a string) bool { return strings.EqualFold(a, id) }) {
			return true
		}
	}
	return false
}
