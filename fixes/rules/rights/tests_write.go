package rights

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// writesReport finds what makes tests write files beside the program.
var writesReport = pattern.New(`coverage|nyc|\bc8\b|junit|report`).Needs("coverage", "nyc", "c8", "junit", "report")

// quietRunners write nothing into the project unless they are told to. Others keep
// a cache, recordings or what they compiled there.
var quietRunners = project.WordSet("jest mocha _mocha jasmine node uvu qunit tape")

func quiet(argv []string) bool {
	argv = node.Unwrap(argv)
	return len(argv) > 0 && quietRunners[path.Base(argv[0])]
}

// TestsWrite holds back: tests that run in the image may write beside it what they found.
func TestsWrite(p *fixes.Pass, t *fixes.Target) string {
	call, err := launch.TestsIn(p, t)
	if call == nil || err != nil {
		return "" // what could not be read ends the plan
	}
	if call.By != "" && t.Scripts != nil {
		if reports, err := p.Repo.Matches(t.Scripts.Path, writesReport); err == nil && !reports && quiet(launch.Runner(t, call.Words)) {
			return ""
		}
	}
	return call.String() + ", and what those write is not certain. Give them a stage of their own"
}
