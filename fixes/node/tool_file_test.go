package node_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/node"
)

func TestToolVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{".tool-versions", "ruby 3.3.0\nnodejs 22.11.0 20.18.0 # LTS\n", "22.11.0"},
		{".tool-versions", "# nodejs 18\nnodejs-extra 18\n", ""},
		{"mise.toml", "[tools]\nnode = '22'\n", "22"},
		{"mise.toml", "[tools]\nnode = [\"20\", \"18\"]\n", "20"},
		{"mise.toml", "[tools]\n\"node\" = { postinstall = \"corepack enable\", version = \"20\" }\n", "20"},
		{"mise.toml", "tools.node = '22'\n", "22"},
		{"mise.toml", "[tools]\nnode = [{ version = '20', os = ['linux'] }]\n", "20"},
		{"mise.toml", "[tools]\nnode = " + strings.Repeat("[", 1<<20), "mise.toml:1 cannot be read, so the Node version that it may name is not known"},
		{"mise.toml", "[env]\n[tools\nnode = '22'\n", "mise.toml:2 cannot be read, so the Node version that it may name is not known"},
		{"mise.toml", "[env]\nnode = '18'\n[tasks.node]\nnode = '18'\n", ""},
	} {
		got, err := node.ToolVersion(c.name, c.text)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("ToolVersion(%q, %.80q) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
}
