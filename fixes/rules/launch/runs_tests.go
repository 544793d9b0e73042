package launch

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// A TestCall is a command that runs tests in an image, which is the image's own
// when by is "".
type TestCall deploy.OutsideCall

// String says who runs tests, and how.
func (c *TestCall) String() string {
	if c.By == "" {
		return fmt.Sprintf("the image runs tests (%s)", strings.Join(c.Words, " "))
	}
	return fmt.Sprintf("%s runs tests in the image (%s)", c.By, strings.Join(c.Words, " "))
}

// TestsIn returns what runs tests in the image: its own command, a service, or a
// docker run in a script or workflow. It is nil when nothing does.
func TestsIn(p *fixes.Pass, t *fixes.Target) (*TestCall, error) {
	var calls []deploy.OutsideCall
	add := func(by string, lines [][]string) {
		for _, words := range lines {
			calls = append(calls, deploy.OutsideCall{By: by, Words: words})
		}
	}
	add("", StartLines(p, t))
	for _, b := range t.Builds {
		add(b.Source.Path, deploy.WithHandedOn(deploy.ServiceLines(t, b)))
		for _, run := range b.Runs {
			add(run.Source.Path, deploy.WithHandedOn(deploy.SpelledOut(run.Words)))
		}
	}
	jobs, err := deploy.JobLines(p, t)
	if err != nil {
		return nil, err
	}
	for _, c := range append(calls, jobs...) {
		if Runner(t, c.Words) != nil {
			return (*TestCall)(&c), nil
		}
	}
	return nil, nil
}

// Runner returns the words of a command that runs tests, or of its script where
// that is one; nil when it does something else.
func Runner(t *fixes.Target, words []string) []string {
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
