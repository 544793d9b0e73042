package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
)

// commandFromOutside reports an image that names no command: what a service starts
// from it, where the init has to be asked for, or that nothing here says.
func commandFromOutside(p *fixes.Pass, t *fixes.Target) error {
	outside, err := initFromOutside(p, t)
	if err != nil || outside || t.Chain.Base.PlatformOwnsProcess() || initOf(p, t) != "" {
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
	if !startedByServices(t) {
		p.Report(fixes.Finding{
			Span: t.Stage.From.Span, Key: "init without a command " + t.Stage.Name,
			Message:  "Nothing here puts an init process in front of what the image starts: as PID 1 it ignores a signal that it does not handle, and processes that it leaves behind are never cleared away.",
			Withheld: "the file names no command, so which program that is is not known. Add a CMD",
		})
	}
	return nil
}

// startedByServices reports whether services say what the image starts.
func startedByServices(t *fixes.Target) bool {
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return len(b.Command)+len(b.Entrypoint) > 0 })
}
