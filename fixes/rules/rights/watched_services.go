package rights

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// BesideWatcher holds back: a development server that the image starts among other commands, of
// this package or another one, writes what it compiles into its folder and
// node_modules, where only root may.
func BesideWatcher(p *fixes.Pass, t *fixes.Target) string {
	if w := launch.WatcherAtStart.Of(p, t); w != nil && launch.CompilingWatcher(t, w.Words) {
		return fmt.Sprintf("%s starts a development server (%s), and what that writes is not certain", w.Where, strings.Join(w.Words, " "))
	}
	return ""
}

// GetsFiles holds back: what Tilt, Skaffold and compose copy into a container, they write as its user.
func GetsFiles(p *fixes.Pass, t *fixes.Target) string {
	by, err := deploy.SyncedInto(p, t, func(deploy.SyncedImage) bool { return true })
	if by == "" {
		by = launch.WatchedBy(t)
	}
	if by == "" || err != nil {
		return ""
	}
	return fmt.Sprintf("%s copies changed files into running containers of the image as their user, and another one may not write there. Give that a stage of its own", by)
}

// DevelopedInService holds back: a development server that compose starts in the image
// writes what it compiles beside the sources and into node_modules, where only
// root may.
func DevelopedInService(_ *fixes.Pass, t *fixes.Target) string {
	if by := launch.ServiceThatStarts(t, func(argv []string) bool { return launch.CompilingWatcher(t, argv) }); by != "" {
		return by + " starts the same image with a development server, and what that writes is not certain. Give it a stage of its own"
	}
	return ""
}
