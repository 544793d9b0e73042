package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// rootLines are the files with such lines.
var rootLines = &fixes.Selection{Named: launch.RunsContainers.Named, Holds: launch.RunLine, Fits: func(text string) bool {
	return slices.ContainsFunc(launch.ContainerLines.From(text), func(c launch.ContainerLine) bool {
		_, command := c.Split()
		return rootCommand.MatchString(strings.Join(command, " "))
	})
}}

// ExecNeedsRoot holds back: a guide or a script has people run something in containers of the
// image that only root may: docker compose exec web apk add curl.
func ExecNeedsRoot(p *fixes.Pass, t *fixes.Target) string {
	names, err := p.Repo.Select(rootLines)
	if err != nil {
		return ""
	}
	ours := launch.OursOf(p, t, deploy.ImageNames(p, t))
	for _, name := range names {
		lines, err := launch.ContainerLines.Of(p.Repo, name)
		if err != nil || deploy.OtherReadme(p, name) {
			continue
		}
		for _, line := range lines {
			where, command := line.Split()
			if m := rootCommand.FindStringSubmatch(strings.Join(command, " ")); m != nil && line.IsOf(p, t, where, ours) {
				return fmt.Sprintf("%s runs %s in a container of the image, which needs root", name, m[1])
			}
		}
	}
	return ""
}
