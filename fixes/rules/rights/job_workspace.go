package rights

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// WorksInWorkflow holds back: a job of a workflow runs in the image, and the folder that it
// works in belongs to another user than node
// (docs.github.com, "Dockerfile support for GitHub Actions": USER).
func WorksInWorkflow(p *fixes.Pass, t *fixes.Target) string {
	files, err := p.Repo.Select(deploy.JobsInImages)
	if err != nil {
		return "" // what could not be read ends the plan
	}
	names := deploy.ImageNames(p, t)
	for _, name := range files {
		if !strings.Contains(name, ".github/workflows/") {
			continue
		}
		commands, err := deploy.JobCommands.Of(p.Repo, name)
		if err != nil {
			return ""
		}
		for _, c := range commands {
			if deploy.JobInOurs(p, c.Image, names) {
				return name + " runs a job in the image, whose folder belongs to another user. Give that a stage of its own"
			}
		}
	}
	return ""
}
