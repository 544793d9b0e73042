package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nodedock/nodedock/fixes"
)

// maxTitle is how long a title may be, in characters: GitHub's lists and git's
// one-line logs show no more.
const maxTitle = 72

// Title returns the pull request's title: what the plan does, the gravest
// first, on one line of at most 72 characters where the first change's own
// title allows it.
func Title(plan *fixes.Plan) string {
	titles := stepTitles(plan)
	if len(titles) == 0 {
		return "Nothing to change in the Dockerfiles"
	}
	ending := ""
	if majorUpgrade(plan) && !strings.Contains(strings.ToLower(titles[0]), "major upgrade") {
		ending = " (major upgrade)"
	}
	if len(titles) == 1 {
		return shorten(titles[0]+where(plan)+ending, 2*maxTitle)
	}
	for n := min(3, len(titles)); n > 1; n-- {
		if s := enumerate(titles[:n], len(titles)-n) + ending; utf8.RuneCountInString(s) <= maxTitle {
			return s
		}
	}
	return shorten(enumerate(titles[:1], len(titles)-1)+ending, 2*maxTitle)
}

// stepTitles returns the distinct titles of the steps, the gravest first.
func stepTitles(plan *fixes.Plan) []string {
	steps := slices.Clone(plan.Steps)
	slices.SortStableFunc(steps, func(a, b fixes.Step) int { return int(b.Severity) - int(a.Severity) })
	var titles []string
	for _, s := range steps {
		if t := strings.TrimRight(Plain(s.Title), "."); t != "" && !slices.Contains(titles, t) {
			titles = append(titles, t)
		}
	}
	return titles
}

// enumerate joins titles to one sentence: "Run as node, use npm ci and 5 more
// Dockerfile fixes".
func enumerate(titles []string, more int) string {
	parts := []string{titles[0]}
	for _, t := range titles[1:] {
		parts = append(parts, lowerFirst(t))
	}
	if more > 0 {
		parts = append(parts, plural(more, "more Dockerfile fix", "more Dockerfile fixes"))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// lowerFirst lowers the first letter of a word that is not an abbreviation.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// where names the file when all steps are about one that is not simply
// "Dockerfile".
func where(plan *fixes.Plan) string {
	path := plan.Steps[0].Path
	for _, s := range plan.Steps {
		if s.Path != path {
			return fmt.Sprintf(" in %s", plural(len(changedDockerfiles(plan)), "Dockerfile", "Dockerfiles"))
		}
	}
	if path == "Dockerfile" {
		return ""
	}
	return " in " + shorten(Plain(path), 60)
}

// changedDockerfiles lists the Dockerfiles that the steps are about.
func changedDockerfiles(plan *fixes.Plan) []string {
	var paths []string
	for _, s := range plan.Steps {
		if !slices.Contains(paths, s.Path) {
			paths = append(paths, s.Path)
		}
	}
	return paths
}

// majorUpgrade reports whether a step says that it moves to another major.
func majorUpgrade(plan *fixes.Plan) bool {
	for _, s := range plan.Steps {
		for _, t := range append([]string{s.Title, s.Message}, s.Notes...) {
			if strings.Contains(strings.ToLower(t), "major upgrade") {
				return true
			}
		}
	}
	return false
}

// CommitMessage returns the commit's subject and body. Trailers are added by
// who commits.
func CommitMessage(plan *fixes.Plan) string {
	var b strings.Builder
	b.WriteString(Title(plan))
	b.WriteString("\n")
	for _, row := range rows(plan) {
		fmt.Fprintf(&b, "\n* %s (%s, %s)", strings.TrimRight(Plain(row.title), "."), slug(row.rule), Plain(row.where()))
		if b.Len() > maxCommit {
			b.WriteString("\n* … and more: see the pull request")
			break
		}
	}
	return b.String() + "\n"
}

// maxCommit is how long a commit message grows, in bytes.
const maxCommit = 8000
