package rights

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// installsModules finds what writes into node_modules.
var installsModules = pattern.New(`^(?:npm\s+(?:ci|i|install)|yarn\s+install|pnpm\s+(?:i|install))\b`).Needs("npm", "yarn")

// StartedElsewhere holds back: a platform or a manifest starts something in the image, or runs it
// beside the program, that only root may.
func StartedElsewhere(p *fixes.Pass, t *fixes.Target) string {
	calls, err := launch.OutsideCalls(p, t)
	if err != nil {
		return ""
	}
	for _, call := range calls {
		if !deploy.PlatformFiles.Named(call.By) || deploy.ComposeFiles.Named(call.By) {
			continue // services are looked at with what the image starts
		}
		text := strings.Join(call.Words, " ")
		if m := rootCommand.FindStringSubmatch(text); m != nil {
			return fmt.Sprintf("%s runs %s in the image, which needs root", call.By, m[1])
		}
		if m := cmp.Or(managerRights.FindString(text), installsModules.FindString(text)); m != "" {
			return fmt.Sprintf("%s runs %s in the image, which writes where another user may not", call.By, m)
		}
	}
	return ""
}
