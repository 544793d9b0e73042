package node

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/nodedock/nodedock/fixes/nesting"
)

// ToolFiles are the files of asdf and mise, which name a project's tools.
var ToolFiles = []string{".tool-versions", "mise.toml", ".mise.toml"}

// ToolVersion returns what a file of ToolFiles says about Node, for
// ParseVersionFile. Of several versions the first one is used, as both tools
// do. It is empty where the file names no Node. The error is a *VersionFileError.
func ToolVersion(name, text string) (string, error) {
	if strings.HasSuffix(name, ".toml") {
		return miseVersion(name, text)
	}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) > 1 && (f[0] == "nodejs" || f[0] == "node") {
			return f[1], nil
		}
	}
	return "", nil
}

// A VersionFileError says that a file which may name Node's version is malformed.
type VersionFileError struct {
	Name string
	Line int
}

func (e *VersionFileError) Error() string {
	return fmt.Sprintf("%s:%d cannot be read, so the Node version that it may name is not known", e.Name, e.Line)
}

// miseVersion reads the table [tools]: there a tool has a version, a list of them,
// or a table with the key version. It may be named with where it comes from.
func miseVersion(name, text string) (string, error) {
	var file struct {
		Tools map[string]any `toml:"tools"`
	}
	if nesting.TooDeep(text) {
		return "", &VersionFileError{Name: name, Line: 1}
	}
	if err := toml.Unmarshal([]byte(text), &file); err != nil {
		line := 1
		var malformed *toml.DecodeError
		if errors.As(err, &malformed) {
			line, _ = malformed.Position()
		}
		return "", &VersionFileError{Name: name, Line: line}
	}
	for _, tool := range []string{"node", "nodejs", "core:node"} {
		if version := firstVersion(file.Tools[tool]); version != "" {
			return version, nil
		}
	}
	return "", nil
}

func firstVersion(of any) string {
	switch v := of.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return firstVersion(v[0])
		}
	case map[string]any:
		return firstVersion(v["version"])
	}
	return ""
}
