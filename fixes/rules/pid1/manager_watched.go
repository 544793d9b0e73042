package pid1

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// looksForProcess finds commands that look for a package manager among the
// processes, written so that they do not find themselves, too.
var looksForProcess = pattern.New(`\b(?:pgrep|pidof|pkill|killall|ps)\b[^\n]*?(?:\bnpm|\[n\]pm|\byarn|\[y\]arn|\bpnpm|\[p\]npm)\b`).Needs("pgrep", "pidof", "pkill", "killall", "ps")

// watchedByName: a health check that looks for the process of the package manager
// finds none when the program runs in its place.
func watchedByName(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, m := range t.Chain.Steps {
		if m.Is("HEALTHCHECK") && looksForProcess.MatchString(m.Text) {
			return fmt.Sprintf("the health check at line %d looks for the process of the package manager", m.StartLine), nil
		}
	}
	for _, b := range t.Builds {
		if looksForProcess.MatchString(strings.Join(b.Healthcheck, " ")) {
			return fmt.Sprintf("the health check in %s looks for the process of the package manager", b.Source.Path), nil
		}
	}
	calls, err := launch.OutsideCalls(p, t)
	for _, c := range calls {
		if looksForProcess.MatchString(strings.Join(c.Words, " ")) {
			return fmt.Sprintf("%s looks for the process of the package manager", c.By), nil
		}
	}
	return "", err
}
