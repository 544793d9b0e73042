package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// reportStartInstalls reports shipped images that install the project when a
// container starts, with a command that follows no lockfile.
func reportStartInstalls(p *fixes.Pass) {
	for _, t := range p.Production() {
		at := t.Process.Last()
		command, where := installs.StartInstallOf(p, t)
		if at == nil || command == "" {
			continue
		}
		p.Report(fixes.Finding{
			Span: at.Span, Key: "at start " + launch.CommandKey(at),
			Message:  fmt.Sprintf("%s runs %s at each start: which versions a container gets is decided then, and nothing of them is in the image.", where, command),
			Withheld: "the install belongs into a RUN behind the COPY of package.json and its lockfile, and what the start needs of it has to be known for that",
		})
	}
}
