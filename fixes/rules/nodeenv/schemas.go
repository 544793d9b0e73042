package nodeenv

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// schemaCall finds a description of a value, as the packages that check variables have it: those
	// that a value is asked for by (zod, valibot, envalid), and those that ask for it when they
	// say so (Joi, Yup).
	schemaCall   = pattern.New(`^\(*\s*(?:(?:z|zod|v|valibot|t|s)\.\w+\(|(?:str|email|url|host|port|num|bool|json)\(|(?:[jJ]oi|[yY]up)\.\w+\()`)
	asksWhenSaid = pattern.New(`^\(*\s*(?:[jJ]oi|[yY]up)\.`)
	saysNeeded   = pattern.New(`\.(?:required|exist|defined)\(`)
	// takesNone finds that such a description is content without a value, or has one itself.
	takesNone = pattern.New(`(?i)optional|nullish|undefined|\bdefault\b|devDefault|\bcatch\(|prefault|\bexactOptional\(|\ballow\(\s*(?:['"]{2}|null)`)
	// variableName finds what variables are called.
	variableName = pattern.New(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$`)
)

// checkedThere: the check of the variables asks in production for one that nothing here sets, and does
// without it so far.
func checkedThere(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	if !b.Instead || !variableName.MatchString(b.Name) || b.Name == "NODE_ENV" || !wantsValue(b.Text) || !schemaCall.MatchString(b.Other) || wantsValue(b.Other) || givenVariable(p, t, b.Name) {
		return ""
	}
	return fmt.Sprintf("refuses to start in production without %s, and nothing here sets that. Set both where the image is run", b.Name)
}

// wantsValue reports whether a text describes a value that has to be there.
func wantsValue(text string) bool {
	return schemaCall.MatchString(text) && !takesNone.MatchString(text) && (!asksWhenSaid.MatchString(text) || saysNeeded.MatchString(text))
}
