package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// testsInImage says what runs tests in the image: its own command, a service, or
// a docker run in a script or workflow. It is "" when nothing does.
func testsInImage(p *fixes.Pass, t *fixes.Target) string {
	for _, words := range startLines(p, t) {
		if tests(t, words) {
			return fmt.Sprintf("the image runs tests (%s)", strings.Join(words, " "))
		}
	}
	for _, b := range t.Builds {
		for _, words := range withHandedOn(serviceLines(t, b)) {
			if tests(t, words) {
				return fmt.Sprintf("%s runs tests in the image (%s)", b.Source.Path, strings.Join(words, " "))
			}
		}
		for _, run := range b.Runs {
			for _, words := range withHandedOn(spelledOut(run.Words)) {
				if tests(t, words) {
					return fmt.Sprintf("%s runs tests in the image (%s)", run.Source.Path, strings.Join(words, " "))
				}
			}
		}
	}
	lines, err := jobLines(p, t)
	if err != nil {
		return "a pipeline that could not be read may run tests in the image"
	}
	for _, line := range lines {
		if tests(t, line.words) {
			return fmt.Sprintf("%s runs tests in the image (%s)", line.by, strings.Join(line.words, " "))
		}
	}
	return ""
}

// tests reports whether a command runs tests, by itself or by its script.
func tests(t *fixes.Target, words []string) bool {
	words = fixes.Unwrap(words)
	if node.RunsTests(words) || t.Scripts == nil {
		return node.RunsTests(words)
	}
	script, argv := t.Scripts.Runs(words)
	return script != "" && node.RunsTests(argv)
}

// writesReport finds what makes tests write files beside the program.
var writesReport = pattern.New(`coverage|nyc|\bc8\b|junit|report`).Needs("coverage", "nyc", "c8", "junit", "report")

// testsWrite: tests that run in the image may write beside it what they found.
func testsWrite(p *fixes.Pass, t *fixes.Target) string {
	by := testsInImage(p, t)
	if by == "" {
		return ""
	}
	if own := strings.HasPrefix(by, "the image"); !own && t.Scripts != nil {
		if reports, err := p.Repo.Matches(t.Scripts.Path, writesReport); err == nil && !reports {
			return ""
		}
	}
	return by + ", and what those write is not certain. Give them a stage of their own"
}
