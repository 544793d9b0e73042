package node

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// ToolFiles are the files of asdf and mise, which name a project's tools.
var ToolFiles = []string{".tool-versions", "mise.toml", ".mise.toml"}

// miseNode is the line of the table [tools] that names Node: a version, a list
// of them, or a table with the key version.
var miseNode = pattern.New(`^["']?(?:core:)?node(?:js)?["']?\s*=\s*(?:\[\s*|\{\s*(?:[\w-]+\s*=\s*[^,}]*,\s*)*version\s*=\s*)?["']([^"']+)["']`)

// ToolVersion returns what a file of ToolFiles says about Node, for
// ParseVersionFile. Of several versions the first one is used, as both tools
// do. It is empty where the file names no Node.
func ToolVersion(name, text string) string {
	if strings.HasSuffix(name, ".toml") {
		return miseVersion(text)
	}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) > 1 && (f[0] == "nodejs" || f[0] == "node") {
			return f[1]
		}
	}
	return ""
}

func miseVersion(text string) string {
	table := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(strings.Fields(line)[0], "[] ")
		}
		if m := miseNode.FindStringSubmatch(line); m != nil && table == "tools" {
			return m[1]
		}
	}
	return ""
}
