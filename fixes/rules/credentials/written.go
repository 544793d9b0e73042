package credentials

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/secret"
)

var (
	// valueLine finds a variable with its value in a file of settings or a shell script.
	valueLine = pattern.New(`(?m)^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)=["']?([^\s"'$` + "`" + `;&|<>{}()]{4,})["']?[ \t\r]*$`).Needs("=")
	// valueEcho finds a command that writes one into a file.
	valueEcho = pattern.New(`\b(?:echo|printf)[ \t]+(?:-\S+[ \t]+)*["']?([A-Z][A-Z0-9_]*)=([^\s"'$`+"`"+`;&|<>{}()\\]{4,})(?:\\n)?["']?[ \t]*>>?[ \t]*["']?([^\s"'|;&]+)`).Needs("echo", "printf")
)

// ReportWrittenValues reports secrets that the file writes with their values into a file of
// the image. The value is never repeated.
func ReportWrittenValues(p *fixes.Pass, literal map[*dockerfile.Instruction]bool) {
	for _, i := range p.File.Instructions {
		if literal[i] {
			continue
		}
		name, file := writtenValue(i)
		if name == "" {
			continue
		}
		p.Report(fixes.Finding{
			Span: i.Span, Key: "written " + name,
			Message:  fmt.Sprintf("This writes %s with its value into %s, which stays in a layer of the image: whoever can pull it can read the value.", name, file),
			Withheld: "the value stands in this file: replace it. Give the new one to the container when it starts (environment in compose, -e), or to the step that needs it with RUN --mount=type=secret",
		})
	}
}

// writtenValue returns the secret that an instruction writes with its value, and the file
// that gets it; "" for none.
func writtenValue(i *dockerfile.Instruction) (name, file string) {
	switch {
	case i.Is("COPY", "ADD") && len(i.Heredocs) > 0 && len(i.Args) > 0:
		for _, text := range HeredocText(i) {
			for _, m := range valueLine.FindAllStringSubmatch(text, -1) {
				if secret.Name(m[1]) && !secret.Placeholder(m[2]) {
					return m[1], i.Args[len(i.Args)-1].Text
				}
			}
		}
	case i.Is("RUN"):
		for _, text := range append([]string{i.Text}, HeredocText(i)...) {
			for _, m := range valueEcho.FindAllStringSubmatch(text, -1) {
				if secret.Name(m[1]) && !secret.Placeholder(m[2]) && !removedIn(i, m[3]) {
					return m[1], m[3]
				}
			}
		}
	}
	return "", ""
}
