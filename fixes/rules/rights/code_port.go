package rights

import (
	"bytes"
	"strconv"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// portOrNumber finds a port that stands in for a variable.
var portOrNumber = pattern.New(`^(?:Number\(|parseInt\(|\+)?\s*process\.env\.(\w+)\s*(?:\|\||\?\?)\s*['"]?(\d+)['"]?\s*(?:,\s*10\s*)?\)?$`).Needs("process.env.")

// codePort returns the port below 1024 that the code of a program listens on, "" where there is
// none, or where a variable says another one.
func codePort(p *fixes.Pass, t *fixes.Target) string {
	given := map[string]bool{}
	for _, s := range settingsOf(p, t) {
		given[s.name] = true
	}
	for _, name := range launch.SourcesOf(p, t) {
		data, ok, err := p.Repo.Spelled(name)
		if err != nil || !ok || !bytes.Contains(data, []byte("listen(")) {
			continue
		}
		code := source.Take(data)
		assigned := map[string]string{}
		for name, value := range code.Variables() {
			assigned[name] = value
		}
		for args := range code.Calls("listen") {
			if len(args) == 0 {
				continue
			}
			at := args[0]
			if port := source.Keys(at)["port"]; port != "" {
				at = port
			}
			if value := assigned[at]; value != "" {
				at = value
			}
			if m := portOrNumber.FindStringSubmatch(at); m != nil && !given[m[1]] {
				at = m[2]
			}
			if n, err := strconv.Atoi(at); err == nil && n > 0 && n < 1024 {
				return at
			}
		}
	}
	return ""
}
