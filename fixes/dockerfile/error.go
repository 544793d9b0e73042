package dockerfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// An Error says why a file cannot be read as a Dockerfile.
type Error struct {
	Path    string
	Line    int // 0 when the whole file is meant
	Message string
}

// Error implements error: "path:line: message".
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Path, e.Message)
	}
	return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Message)
}

// errorAt makes an Error of BuildKit's; line is used when BuildKit names none.
func errorAt(path string, line int, err error) *Error {
	var at *parser.LocationError
	if errors.As(err, &at) && len(at.Locations) > 0 && len(at.Locations[0]) > 0 {
		line = max(line, at.Locations[0][0].Start.Line)
	}
	message := err.Error()
	if strings.Contains(message, "parser directive") || strings.HasPrefix(message, "invalid escape token") {
		line++ // BuildKit counts these lines from 0
	}
	return &Error{Path: path, Line: line, Message: suggestion.ReplaceAllString(message, "")}
}

// suggestion is what BuildKit thinks was meant. Of several words that are as
// near it takes one at random, and a plan is the same each time.
var suggestion = pattern.New(` \(did you mean [^)]*\?\)`)
