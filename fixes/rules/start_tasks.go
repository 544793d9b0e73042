package rules

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// taskCall finds a runner of tasks, which are code or live in a file of their own:
// a task may build, watch, or serve for development.
var taskCall = pattern.New(`(?m)(?:^|[;&|(]|\b(?:npx|exec|yarn|pnpm|dlx|then|do|else)\s|node_modules/\.bin/|dumb-init\s|cross-env\s(?:\S+=\S*\s)*)\s*((?:nps|gulp|grunt|jake)(?:[ \t]+[\w:.-]+)?)(?:$|[\s;&|)])`).Needs("nps", "gulp", "grunt", "jake")

// lernaRun finds Lerna running a script of packages.
var lernaRun = pattern.New(`(?:^|[;&|(\s/])(lerna\s+run\s+[\w:.-]+)`).Needs("lerna")

// lernaByNx reports whether Lerna hands the scripts to Nx: from version 6 on, and where there
// is a configuration of Nx.
func lernaByNx(p *fixes.Pass, t *fixes.Target) bool {
	if t.Manifest == nil || p.Repo.Exists(path.Join(t.Dir, "nx.json")) {
		return true
	}
	major, err := strconv.Atoi(firstNumber.FindString(t.Manifest.All()["lerna"]))
	return err != nil || major >= 6
}

var firstNumber = pattern.New(`\d+`)

// taskOf returns the task that a text starts, "" for none.
func taskOf(s startText) string {
	if m := taskCall.FindStringSubmatch(s.text); m != nil {
		return strings.Join(strings.Fields(m[1]), " ")
	}
	return ""
}

// startsTask returns the task that the image starts and where that stands.
func startsTask(p *fixes.Pass, t *fixes.Target) (task, where string) {
	for _, s := range startTexts(p, t) {
		if task = taskOf(s); task != "" {
			return task, s.where
		}
	}
	return "", ""
}

// taskByEnv: what a task does otherwise in production is not known.
func taskByEnv(p *fixes.Pass, t *fixes.Target) string {
	if task, where := startsTask(p, t); task != "" {
		return fmt.Sprintf("%s starts a task (%s), which may build the program or be for development. Set NODE_ENV where the image runs for production", where, task)
	}
	return ""
}

// taskNeedsDev: a task may load any package.
func taskNeedsDev(p *fixes.Pass, t *fixes.Target) string {
	if task, where := startsTask(p, t); task != "" {
		return fmt.Sprintf("%s starts a task (%s), and which dev dependencies that needs is not known. Start the program itself", where, task)
	}
	return ""
}
