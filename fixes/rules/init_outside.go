package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
)

// commandFromOutside reports what a service starts from an image that names no
// command: the init has to be asked for where the command is.
func commandFromOutside(p *fixes.Pass, t *fixes.Target) error {
	outside, err := initFromOutside(p, t)
	if err != nil || outside || t.Chain.Base.PlatformOwnsProcess() {
		return err
	}
	for _, b := range t.Builds {
		command := slices.Concat(b.Entrypoint, b.Command)
		if b.Source.Kind != builds.Compose || b.Init || len(command) == 0 || developing(t, command) || initMention.MatchString(strings.Join(command, " ")) {
			continue
		}
		p.Report(fixes.Finding{
			Span: t.Stage.From.Span, Key: "init of a service " + t.Stage.Name,
			Message:  fmt.Sprintf("%s starts the image without an init process: a signal that its PID 1 does not handle is ignored there, and processes that it leaves behind are never cleared away.", b.Source.Path),
			Withheld: fmt.Sprintf("the image names no command, and %s does. Add init: true to the service, or a CMD to the image", b.Source.Path),
		})
		return nil
	}
	return nil
}
