package nodeenv

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// runsWords finds the place of a start script that runs the words it is given, or
// has a tool for projects run them.
var runsWords = pattern.New(`(?m)^\s*(?:exec\s+|eval\s+)?["']?\$[@*]["']?\s*;?\s*$|\b(?:ba|da)?sh\s+-\w*c\s+["']?\$[@*]` +
	`|^\s*(?:exec\s+)?(?:` + strings.ReplaceAll(launch.ProjectTools, " ", "|") + `)(?:\s+(?:run|exec|-\S+))*\s+["']?\$[@*]`)

// runsGivenWords returns the start script that runs what the users of an image
// give it: there is no command for it in the file or in compose.
func runsGivenWords(p *fixes.Pass, t *fixes.Target) string {
	if len(t.Process.Cmd.Words) > 0 || t.Process.Entrypoint.At == nil {
		return ""
	}
	for _, b := range t.Builds {
		if len(b.Command) > 0 {
			return ""
		}
	}
	for _, s := range deploy.StartScripts(p, t) {
		if runsWords.MatchString(s.Code()) {
			return s.Word
		}
	}
	return ""
}
