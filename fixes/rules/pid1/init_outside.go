package pid1

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// CommandFromOutside reports an image that names no command: what a service starts
// from it, where the init has to be asked for, or that nothing here says.
func CommandFromOutside(p *fixes.Pass, t *fixes.Target) error {
	outside, err := InitFromOutside(p, t)
	if err != nil || outside || t.Chain.Base.PlatformOwnsProcess() || InitOf(p, t) != "" {
		return err
	}
	for _, b := range t.Builds {
		command := slices.Concat(b.Entrypoint, b.Command)
		if b.Source.Kind != builds.Compose || b.Init || len(command) == 0 || launch.Developing(t, command) || initMention.MatchString(strings.Join(command, " ")) {
			continue
		}
		p.Report(fixes.Finding{
			Span: t.Stage.From.Span, Key: "init of a service " + t.Stage.Name,
			Message:  fmt.Sprintf("%s starts the image without an init process: a signal that its PID 1 does not handle is ignored there, and processes that it leaves behind are never cleared away.", b.Source.Path),
			Withheld: fmt.Sprintf("the image names no command, and %s does. Add init: true to the service, or a CMD to the image", b.Source.Path),
		})
		return nil
	}
	if !launch.StartedByServices(t) {
		p.Report(fixes.Finding{
			Span: t.Stage.From.Span, Key: "init without a command " + t.Stage.Name,
			Message:  "Nothing here puts an init process in front of what the image starts: as PID 1 it ignores a signal that it does not handle, and processes that it leaves behind are never cleared away.",
			Withheld: "the file names no command, so which program that is is not known. Add a CMD",
		})
	}
	return nil
}
