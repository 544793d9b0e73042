package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/text"
)

// legacyEnvFormat reports ENV lines in the form without "=".
var legacyEnvFormat = &fixes.Rule{
	ID: "legacy-env-format", Practice: 3, Aliases: []string{"LegacyKeyValueFormat"},
	Doc: doc("legacy_env_format.md"), Severity: fixes.Info, Offers: fixes.Safe,
	Check: checkLegacyEnvFormat,
}

func checkLegacyEnvFormat(p *fixes.Pass) error {
	all := p.Policy.Rules[p.Rule.ID].Level == fixes.LevelFix
	for _, i := range p.File.Instructions {
		if !i.Is("ENV") {
			continue
		}
		for _, pair := range dockerfile.EnvPairs(i) {
			if pair.Legacy && (all || pair.Name.Text == "NODE_ENV") {
				p.Report(legacyFinding(p, i, pair))
			}
		}
	}
	return nil
}

func legacyFinding(p *fixes.Pass, i *dockerfile.Instruction, pair dockerfile.Pair) fixes.Finding {
	f := fixes.Finding{
		Span: i.Span, Key: pair.Name.Text,
		Message: fmt.Sprintf("ENV %s without \"=\" is the old form: it takes the rest of the line as the value, and BuildKit warns of it.", pair.Name.Text),
	}
	value, ok := quotedValue(pair.Value.Raw, p.File.Style.Escape)
	switch {
	case !pair.Name.Located || !pair.Value.Located:
		f.Withheld = "the place of the value in the file is not certain"
	case secondVariable.MatchString(pair.Value.Raw):
		f.Withheld = fmt.Sprintf("%s is a part of the value today. Write ENV %s=… and an ENV of its own for it if it was meant as a variable", strings.Trim(secondVariable.FindString(pair.Value.Raw), " \t="), pair.Name.Text)
	case !ok:
		f.Withheld = "the value has blanks and quotes or escapes: whether they belong to it is for its author to say"
	default:
		f.Fix = &fixes.Fix{
			Title: fmt.Sprintf("Write ENV %s=…", pair.Name.Text), Applicability: fixes.Safe,
			Changes: []fixes.Change{p.Edit(text.Replace(text.Span{Start: pair.Name.Span.End, End: pair.Value.Span.End}, "="+value))},
		}
	}
	return f
}

// secondVariable finds what looks like a further NAME=value in a value.
var secondVariable = pattern.New(`\s[A-Za-z_]\w*=`)

// quotedValue returns a value of the old form as it is written in the new one.
// Variables mean the same inside double quotes.
func quotedValue(raw string, escape byte) (value string, ok bool) {
	blank := strings.ContainsAny(raw, " \t")
	special := strings.ContainsAny(raw, `"'`+string(rune(escape)))
	switch {
	case raw == "":
		return "", false
	case !blank && !special:
		return raw, true
	case !special:
		return `"` + raw + `"`, true
	}
	// One pair of quotes around everything is the same in both forms.
	quote, inner := raw[0], ""
	if len(raw) > 1 && (quote == '"' || quote == '\'') && raw[len(raw)-1] == quote {
		inner = raw[1 : len(raw)-1]
	}
	return raw, inner != "" && !strings.ContainsAny(inner, `"'`+string(rune(escape)))
}
