package pid1

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	typographic = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`, "‘", "'", "’", "'", "«", `"`, "»", `"`)
	arrayItem   = pattern.New(`"[^"]*"|'[^']*'|[^\s,"'\[\]]+`)
	arrayRest   = pattern.New(`^[\s,]*$`)
)

// BrokenArray reads a line that was meant as a JSON array or as quoted words
// and is neither: single or typographic quotes, missing or trailing commas. The
// shell finds no program of such a name, so that nothing runs today.
func BrokenArray(line string) (words []string, ok bool) {
	plain := typographic.Replace(strings.TrimSpace(line))
	list, isArray := strings.CutPrefix(plain, "[")
	list, closed := strings.CutSuffix(list, "]")
	if isArray != closed || !isArray && plain == strings.TrimSpace(line) || strings.ContainsAny(list, "$`\\;&|<>()") {
		return nil, false
	}
	if !arrayRest.MatchString(arrayItem.ReplaceAllString(list, "")) {
		return nil, false
	}
	for _, item := range arrayItem.FindAllString(list, -1) {
		words = append(words, strings.Trim(item, `"'`))
	}
	return words, len(words) > 0 && words[0] != ""
}
