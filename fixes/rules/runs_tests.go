package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A testCall is a command that runs tests in an image, which is the image's own
// when by is "".
type testCall outsideCall

func (c *testCall) String() string {
	if c.by == "" {
		return fmt.Sprintf("the image runs tests (%s)", strings.Join(c.words, " "))
	}
	return fmt.Sprintf("%s runs tests in the image (%s)", c.by, strings.Join(c.words, " "))
}

// testsIn returns what runs tests in the image: its own command, a service, or a
// docker run in a script or workflow. It is nil when nothing does.
func testsIn(p *fixes.Pass, t *fixes.Target) (*testCall, error) {
	var calls []outsideCall
	add := func(by string, lines [][]string) {
		for _, words := range lines {
			calls = append(calls, outsideCall{by, words})
		}
	}
	add("", startLines(p, t))
	for _, b := range t.Builds {
		add(b.Source.Path, withHandedOn(serviceLines(t, b)))
		for _, run := range b.Runs {
			add(run.Source.Path, withHandedOn(spelledOut(run.Words)))
		}
	}
	jobs, err := jobLines(p, t)
	if err != nil {
		return nil, err
	}
	for _, c := range append(calls, jobs...) {
		if runner(t, c.words) != nil {
			return (*testCall)(&c), nil
		}
	}
	return nil, nil
}

// runner returns the words of a command that runs tests, or of its script where
// that is one; nil when it does something else.
func runner(t *fixes.Target, words []string) []string {
	words = fixes.Unwrap(words)
	if t.Scripts != nil {
		if script, argv := t.Scripts.Runs(words); script != "" && node.RunsTests(argv) {
			return argv
		}
	}
	if node.RunsTests(words) {
		return words
	}
	return nil
}

// writesReport finds what makes tests write files beside the program.
var writesReport = pattern.New(`coverage|nyc|\bc8\b|junit|report`).Needs("coverage", "nyc", "c8", "junit", "report")

// quietRunners write nothing into the project unless they are told to. Others keep
// a cache, recordings or what they compiled there.
var quietRunners = wordSet("jest mocha _mocha jasmine node uvu qunit tape")

func quiet(argv []string) bool {
	argv = node.Unwrap(argv)
	return len(argv) > 0 && quietRunners[path.Base(argv[0])]
}

// runsTestsItself reports whether an image starts tests.
func runsTestsItself(p *fixes.Pass, t *fixes.Target) bool {
	return slices.ContainsFunc(startLines(p, t), func(words []string) bool { return runner(t, words) != nil })
}

// testsWrite: tests that run in the image may write beside it what they found.
func testsWrite(p *fixes.Pass, t *fixes.Target) string {
	call, err := testsIn(p, t)
	if call == nil || err != nil {
		return "" // what could not be read ends the plan
	}
	if call.by != "" && t.Scripts != nil {
		if reports, err := p.Repo.Matches(t.Scripts.Path, writesReport); err == nil && !reports && quiet(runner(t, call.words)) {
			return ""
		}
	}
	return call.String() + ", and what those write is not certain. Give them a stage of their own"
}
