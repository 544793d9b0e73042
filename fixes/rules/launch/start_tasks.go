package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// taskCall finds a runner of tasks, which are code or live in a file of their own:
// a task may build, watch, or serve for development.
var taskCall = pattern.New(`(?m)(?:^|[;&|(]|\b(?:npx|exec|yarn|pnpm|dlx|then|do|else)\s|node_modules/\.bin/|dumb-init\s|cross-env\s(?:\S+=\S*\s)*)\s*((?:nps|gulp|grunt|jake)(?:[ \t]+[\w:.-]+)?)(?:$|[\s;&|)])`).Needs("nps", "gulp", "grunt", "jake")

// TaskOf returns the task that a text starts, "" for none.
func TaskOf(s StartText) string {
	if m := taskCall.FindStringSubmatch(s.Text); m != nil {
		return strings.Join(strings.Fields(m[1]), " ")
	}
	return ""
}

// StartsTask returns the task that the image starts and where that stands.
func StartsTask(p *fixes.Pass, t *fixes.Target) (task, where string) {
	for _, s := range StartTexts(p, t) {
		if task = TaskOf(s); task != "" {
			return task, s.Where
		}
	}
	return "", ""
}
