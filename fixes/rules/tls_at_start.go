package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// tlsAssigned finds in shell text what turns the verification of certificates off for Node.
var tlsAssigned = pattern.New(`(?m)(?:^|[\s;&|("'])(NODE_TLS_REJECT_UNAUTHORIZED)=["']?(0)["']?(?:$|[\s;&|)"'])`).Needs("NODE_TLS_REJECT_UNAUTHORIZED")

// tlsAtStart looks at what the start of a shipped image sets for its program: in its
// scripts, those of package.json, and compose.
func tlsAtStart(p *fixes.Pass) {
	seen := map[string]bool{}
	for _, t := range p.Production() {
		at := t.Process.Last()
		if at == nil {
			continue
		}
		report := func(variable, value, where string) {
			if what := fmt.Sprintf("%s=%s in %s", variable, value, where); !seen[what] {
				seen[what] = true
				reportTLS(p, at, at.Span, true, what)
			}
		}
		for _, s := range launch.StartTexts(p, t) {
			if m := tlsAssigned.FindStringSubmatch(s.Text); m != nil && !s.Instruction && !s.Words {
				where := s.Where
				if s.Script != nil {
					where = s.Script.Path
				}
				report(m[1], m[2], where)
			}
		}
		for _, b := range t.Builds {
			if value := b.Environment["NODE_TLS_REJECT_UNAUTHORIZED"]; b.Source.Kind == builds.Compose && launch.TurnsOff("NODE_TLS_REJECT_UNAUTHORIZED", value) && !launch.Developing(t, b.Command) {
				report("NODE_TLS_REJECT_UNAUTHORIZED", value, b.Source.Path)
			}
		}
	}
}
