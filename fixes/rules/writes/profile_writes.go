package writes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// profileFlag finds the flags of node by which it writes profiles, traces and
// reports into the working directory: https://nodejs.org/api/cli.html.
var profileFlag = pattern.New(`^--(?:prof|cpu-prof|heap-prof|trace-events-enabled|trace-event-categories|heapsnapshot-signal|heapsnapshot-near-heap-limit|report-on-signal|report-on-fatalerror|report-uncaught-exception|redirect-warnings)(?:=|$)`).Needs("--")

// lookAtProfiles takes in what node itself is told to write, by its command line or
// NODE_OPTIONS.
func (w *Writes) lookAtProfiles(t *fixes.Target) {
	words := slices.Clone(t.Program())
	if t.Scripts != nil {
		_, argv := t.Scripts.Runs(words)
		words = append(words, argv...)
	}
	words = append(words, strings.Fields(environmentOf(t, "NODE_OPTIONS"))...)
	if n := slices.IndexFunc(words, profileFlag.MatchString); n >= 0 && !w.Beside {
		w.Beside, w.Why = true, fmt.Sprintf("node writes files by %s", words[n])
	}
}
