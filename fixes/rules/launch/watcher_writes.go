package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// JavaScript finds names of JavaScript files in a text.
var JavaScript = pattern.New(`[\w./-]+\.[cm]?js\b`)

// CompilingWatcher reports whether a development server may write files of its
// own: all but those that start the same program anew. A call of a script is
// judged by what package.json says that it runs.
func CompilingWatcher(t *fixes.Target, argv []string) bool {
	if t.WatchesElsewhere(argv) != "" {
		return true
	}
	if !node.Watcher(argv) {
		return false
	}
	if t.Manifest != nil {
		if script, runs := t.Manifest.Runs(argv); script != "" && len(runs) > 0 {
			argv = runs
		}
	}
	argv = node.Unwrap(argv)
	if len(argv) == 0 {
		return true
	}
	switch path.Base(argv[0]) {
	case "node", "bun", "tsx", "ts-node-dev", "tsnd", "node-dev", "supervisor":
		return false
	case "nodemon":
		return !startsFile(argv[1:])
	}
	return true
}

// startsFile reports whether nodemon is given a file to start, and no command.
func startsFile(args []string) bool {
	if slices.Contains(args, "-x") || slices.Contains(args, "--exec") {
		return false
	}
	return len(args) > 0 && JavaScript.MatchString(args[len(args)-1])
}
