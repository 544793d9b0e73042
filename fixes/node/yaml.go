package node

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"github.com/nodedock/nodedock/fixes/nesting"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// anchor matches the definition of a YAML anchor. Aliases of aliases would make
// the decoder copy without end.
var anchor = pattern.New(`(?m)^(?:[^'"#\n]*[:\[,{?-])?[ \t]*&[A-Za-z0-9_]`)

// unmarshalYAML decodes a YAML file. The error is an *Error with the line.
func unmarshalYAML(name string, data []byte, to any) (err error) {
	defer func() { // the parser is not ours; a file must not end the plan
		if r := recover(); r != nil {
			err = &Error{Path: name, Message: fmt.Sprintf("not readable as YAML: %v", r)}
		}
	}()
	if nesting.TooDeep(string(data)) {
		return &Error{Path: name, Message: "nested too deeply"}
	}
	if bytes.IndexByte(data, '&') >= 0 && anchor.Match(data) {
		return &Error{Path: name, Message: "it has YAML anchors, which no package manager writes"}
	}
	failed := yaml.UnmarshalWithOptions(data, to, yaml.AllowDuplicateMapKey())
	if failed == nil {
		return nil
	}
	e := &Error{Path: name, Message: failed.Error()}
	var at yaml.Error
	if errors.As(failed, &at) {
		e.Message = at.GetMessage()
		if tk := at.GetToken(); tk != nil && tk.Position != nil {
			e.Line = tk.Position.Line
		}
	}
	return e
}

// scalarText returns a YAML scalar as text; a version may be written as a
// number.
func scalarText(v any) string {
	switch v.(type) {
	case nil, map[string]any, []any:
		return ""
	}
	return fmt.Sprint(v)
}
