package pid1

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// newServers finds what puts another list of servers in the place of Alpine's.
var newServers = pattern.New(`(^|[^>])>\s*["']?/etc/apk/repositories`).Needs("/etc/apk/repositories")

// withoutCommunity says which step of the target leaves Alpine's community packages out,
// of which dumb-init is one (pkgs.alpinelinux.org/package/edge/community/x86_64/dumb-init):
// it writes the list of servers anew, and no step names that part. "" when there is none.
func withoutCommunity(t *fixes.Target) string {
	line := 0
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") {
			continue
		}
		switch spoken := m.Spoken(); {
		case !strings.Contains(spoken, "/etc/apk/repositories"):
		case strings.Contains(spoken, "community"), strings.Contains(spoken, "$") && !strings.Contains(spoken, "/main"):
			return ""
		case newServers.MatchString(spoken):
			line = m.StartLine
		}
	}
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("line %d leaves Alpine's community packages out, and dumb-init is one of them. Add that part to the list of servers", line)
}
