package node_test

import (
	"testing"

	"github.com/nodedock/nodedock/fixes/node"
)

func TestBuiltin(t *testing.T) {
	t.Parallel()
	for module, want := range map[string]bool{
		"fs": true, "fs/promises": true, "node:test": true, "path/posix": true,
		"express": false, "punycode/": false, "process/browser": false, "fs/s": false, "@acme/fs": false,
	} {
		if got := node.Builtin(module); got != want {
			t.Errorf("%s: got %v", module, got)
		}
	}
}
