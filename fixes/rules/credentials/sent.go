package credentials

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/secret"
)

// This file is about credentials that a step sends to a server: in a header, as a login, or in an address.

// givenAsLogin reports whether a step sends the value of a variable as a credential, whatever its name.
func givenAsLogin(p *fixes.Pass, name string) bool {
	variable := `\$(?:` + regexp.QuoteMeta(name) + `\b|\{` + regexp.QuoteMeta(name) + `(?::?-)?\})`
	var sends *regexp.Regexp
	return slices.ContainsFunc(p.File.Instructions, func(i *dockerfile.Instruction) bool {
		if !i.Is("RUN") || !sendsSomething.MatchString(i.Text) {
			return false
		}
		if sends == nil {
			sends = regexp.MustCompile(`(?i:\bauthorization:\s*(?:bearer|token|basic)\s+|private-token:\s*|x-api-key:\s*)["']?` + variable + `|://(?:[\w.-]+:)?` + variable + `@`)
		}
		return sends.MatchString(i.Text)
	})
}

// sendsSomething is a cheap look before the others.
var sendsSomething = pattern.New(`(?i)authorization:|private-token:|x-api-key:|@`)

// ReportSentLiterals reports credentials that are written out in a download or a login. The value is never repeated.
func ReportSentLiterals(p *fixes.Pass, literal map[*dockerfile.Instruction]bool) {
	for _, i := range p.File.Instructions {
		if !i.Is("RUN") || literal[i] {
			continue
		}
		start, end, sent := secret.Sent(i.Text)
		if !sent {
			continue
		}
		span := i.Span
		if at, located := i.Locate(start, end); located {
			span = at
		}
		literal[i] = true
		p.Report(fixes.Finding{
			Span: span, Key: fmt.Sprintf("sent %d", i.Stage.Index), Severity: fixes.Error,
			Message:  "A credential that this sends is written out here. Whoever can read this repository or pull the image has it: revoke it.",
			Withheld: "a credential that was in a repository must be replaced by whoever owns it. Pass the new one as a build secret: RUN --mount=type=secret",
		})
	}
}
