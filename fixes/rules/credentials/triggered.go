package credentials

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/secret"
)

// ReportTriggeredArguments reports ONBUILD ARGs with the name of a secret: the images that are built on
// this one keep its value in their history with each step behind it.
func ReportTriggeredArguments(p *fixes.Pass) {
	for _, i := range p.File.Instructions {
		if i.Trigger == nil || !i.Trigger.Is("ARG") || i.Stage == nil {
			continue
		}
		steps := slices.ContainsFunc(i.Stage.Instructions, func(o *dockerfile.Instruction) bool {
			return o.Index > i.Index && o.Trigger != nil && o.Trigger.Is("RUN")
		})
		for _, pair := range dockerfile.EnvPairs(i.Trigger) {
			if !steps || !secret.Name(pair.Name.Text) {
				continue
			}
			p.Report(fixes.Finding{
				Span: i.Span, Key: "trigger " + pair.Name.Text,
				Message:  fmt.Sprintf("The images that are built on this one get the build argument %s, which is kept in their history with every step behind it: whoever can pull one can read the value.", pair.Name.Text),
				Withheld: "what ONBUILD holds runs in the builds of others, which would have to change too. Mount the value there: ONBUILD RUN --mount=type=secret",
			})
		}
	}
}
