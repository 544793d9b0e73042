package deploy

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// continuedLine finds the end of a line that goes on, also as instructions write it for people:
	// with a comment or a space behind the backslash.
	continuedLine = pattern.New(`\\(?:[ \t]+(?:#[^\n]*)?)?\r?\n`).Needs("\\")
	pipelineValue = pattern.New(`\$\{\{[^}\n]*\}\}`)
	// assigned finds variables of scripts and of make that have a plain value, which
	// may be put together of others.
	assigned = pattern.New(`(?m)^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+)?([A-Za-z_]\w*)[ \t]*[:?]?=[ \t]*["']?([\w.$(){}/:@-]{1,100})["']?[ \t]*$`).Needs("=")
	used     = pattern.New(`\$(?:\((\w+)\)|\{(\w+)\}|(\w+))`).Needs("$")
)

// OnOneLine joins the lines of commands, makes one word of a value that a pipeline
// fills in, and puts the values of variables in: docker run $(IMAGE).
func OnOneLine(text string) string {
	if strings.Contains(text, "${{") {
		text = pipelineValue.ReplaceAllStringFunc(text, func(value string) string { return strings.ReplaceAll(value, " ", "") })
	}
	text = continuedLine.ReplaceAllString(text, " ")
	if !strings.Contains(text, "$") || !strings.Contains(text, "docker") && !strings.Contains(text, "podman") {
		return text
	}
	return filledIn(text, valuesIn(text))
}

// maxValue is the longest value that is filled in, in bytes.
const maxValue = 200

// valuesIn returns the variables that a text gives a plain value, the first of each.
// A value may be put together of others, of which one level is followed.
func valuesIn(text string) map[string]string {
	plain := map[string]string{}
	for _, m := range assigned.FindAllStringSubmatch(text, -1) {
		if _, set := plain[m[1]]; !set {
			plain[m[1]] = m[2]
		}
	}
	values := map[string]string{}
	for name, value := range plain {
		if whole := filledIn(value, plain); len(whole) <= maxValue {
			values[name] = whole
		}
	}
	return values
}

func filledIn(text string, values map[string]string) string {
	if len(values) == 0 {
		return text
	}
	return used.ReplaceAllStringFunc(text, func(variable string) string {
		if value, ok := values[strings.Trim(variable, "$(){}")]; ok {
			return value
		}
		return variable
	})
}
