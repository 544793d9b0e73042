package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// schemaCall finds a description of a value, as the packages that check variables have it: those
	// that a value is asked for by (zod, valibot, envalid), and those that ask for it when they
	// say so (Joi, Yup).
	schemaCall   = pattern.New(`^\(*\s*(?:(?:z|zod|v|valibot|t|s|Type)\.\w+\(|(?:str|email|url|host|port|num|bool|json)\(|(?:[jJ]oi|[yY]up)\.\w+\()`)
	asksWhenSaid = pattern.New(`^\(*\s*(?:[jJ]oi|[yY]up)\.`)
	saysNeeded   = pattern.New(`\.(?:required|exist|defined)\(`)
	// takesNone finds that such a description is content without a value, or has one itself.
	takesNone = pattern.New(`(?i)optional|nullish|undefined|\bdefault\b|devDefault|\bcatch\(|prefault|\bexactOptional\(|\ballow\(\s*(?:['"]{2}|null)`)
	// askedByName finds a call that stops without the variable that it is asked for, namedAmongNeeded one
	// that a list of what is needed takes in, and needed what such a list is called.
	askedByName      = pattern.New(`\b(?:\w*[rR]equired?[A-Z]\w*|\w+Required?|must[A-Z]\w*|\w+OrThrow)(?:<\w+>)?\(\s*['"` + "`" + `]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)['"` + "`" + `]|\bget\(\s*['"` + "`" + `]([A-Z][A-Z0-9_]*)['"` + "`" + `]\s*\)\s*\.required\(\s*(?:true\s*)?\)`)
	namedAmongNeeded = pattern.New(`(?i:require|mandatory|needed)\w*\.push\(\s*['"` + "`" + `]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)['"` + "`" + `]`)
	needed           = pattern.New(`(?i)require|mandatory|needed`)
	listOfNames      = pattern.New(`^\[[^\[\]{}()]*\]$`)
	nameInList       = pattern.New(`['"` + "`" + `]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)['"` + "`" + `]`)
	// variableName finds what variables are called.
	variableName = pattern.New(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$`)
)

// checkedThere: the check of the variables asks in production for one that nothing here sets, and does
// without it so far.
func checkedThere(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	for _, name := range askedVariables(b) {
		if !speaksOfVariable(b.Other, name) && !givenVariable(p, t, name) {
			return fmt.Sprintf(refusesWithout, name)
		}
	}
	if !b.Instead || !variableName.MatchString(b.Name) || b.Name == "NODE_ENV" || !wantsValue(b.Text) || !schemaCall.MatchString(b.Other) || wantsValue(b.Other) || givenVariable(p, t, b.Name) {
		return ""
	}
	return fmt.Sprintf(refusesWithout, b.Name)
}

const refusesWithout = "refuses to start in production without %s, and nothing here sets that. Set both where the image is run"

// askedVariables returns the variables that a piece for production names as needed.
func askedVariables(b source.Branch) (names []string) {
	found := append(askedByName.FindAllStringSubmatch(b.Text, -1), namedAmongNeeded.FindAllStringSubmatch(b.Text, -1)...)
	if needed.MatchString(b.Name) && listOfNames.MatchString(b.Text) {
		found = append(found, nameInList.FindAllStringSubmatch(b.Text, -1)...)
	}
	for _, m := range found {
		names = append(names, strings.Join(m[1:], ""))
	}
	return names
}

// wantsValue reports whether a text describes a value that has to be there.
func wantsValue(text string) bool {
	return schemaCall.MatchString(text) && !takesNone.MatchString(text) && (!asksWhenSaid.MatchString(text) || saysNeeded.MatchString(text))
}
