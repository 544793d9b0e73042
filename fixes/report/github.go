package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// GitHub writes the plan as workflow commands, which GitHub Actions turns into
// annotations of the files.
func GitHub(w io.Writer, plan *fixes.Plan) error {
	out := bufio.NewWriter(w)
	for _, a := range Annotations(plan) {
		fmt.Fprintf(out, "::%s %s::%s\n", commandOf[a.Level], strings.Join(properties(a), ","), data.Replace(a.Message))
	}
	for _, e := range plan.Errors {
		p := "file=" + property.Replace(e.Path)
		if e.Line > 0 {
			p += fmt.Sprintf(",line=%d", e.Line)
		}
		fmt.Fprintf(out, "::error %s,title=nodedock::%s\n", p, data.Replace(e.Message))
	}
	return out.Flush()
}

// properties returns the annotation's place and title. Columns are only
// allowed within one line.
func properties(a Annotation) []string {
	p := []string{"file=" + property.Replace(a.Path), fmt.Sprintf("line=%d", a.StartLine), fmt.Sprintf("endLine=%d", a.EndLine)}
	if a.StartColumn > 0 {
		p = append(p, fmt.Sprintf("col=%d", a.StartColumn), fmt.Sprintf("endColumn=%d", a.EndColumn))
	}
	return append(p, "title="+property.Replace(a.Title))
}

// commandOf is the workflow command of each annotation level.
var commandOf = map[Level]string{Notice: "notice", Warning: "warning", Failure: "error"}

// What the runner un-escapes, in a command's message and in its properties.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
