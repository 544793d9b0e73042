package pid1

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// firstProcessName finds what asks which program process 1 is.
var firstProcessName = pattern.New(`/proc/1/(?:comm|exe|stat\b|status)|\bps\b[^\n|;&]*-p\s*1\b`).Needs("/proc/1/", "ps")

// asksForFirst finds a program that asks whether it is process 1 itself.
var asksForFirst = pattern.New(`\bprocess\.pid\s*[!=]==?\s*1\b|\b1\s*[!=]==?\s*process\.pid\b`).Needs("process.pid")

// LooksAtFirst returns why process 1 has to stay what it is: a health check asks which program
// that is, or the program whether it is that itself. It is "" when nothing does.
func LooksAtFirst(p *fixes.Pass, t *fixes.Target) string {
	const byName = " looks at process 1, which would be the init. Let it look for node first"
	for _, m := range t.Chain.Steps {
		if m.Is("HEALTHCHECK") && firstProcessName.MatchString(m.Text) {
			return fmt.Sprintf("the health check at line %d%s", m.StartLine, byName)
		}
	}
	for _, l := range t.Chain.Lowers() {
		for _, m := range l.Chain.Steps {
			if m.Is("HEALTHCHECK") && firstProcessName.MatchString(m.Text) {
				return fmt.Sprintf("the health check at %s:%d%s", l.File.Path, m.StartLine, byName)
			}
		}
	}
	calls, err := launch.OutsideCalls(p, t)
	for _, c := range calls {
		if err == nil && firstProcessName.MatchString(strings.Join(c.Words, " ")) {
			return c.By + byName
		}
	}
	for _, name := range launch.SourcesOf(p, t) {
		if found, err := p.Repo.Matches(name, asksForFirst); err == nil && found {
			return name + " asks whether it is process 1 itself, which would be the init"
		}
	}
	return ""
}
