package rules

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/builds"
)

func TestScanStepLeavesOutATagThatLacksAPart(t *testing.T) {
	t.Parallel()
	for tag, named := range map[string]bool{
		"ghcr.example.com/acme/shop:latest":   true,
		"registry.example.com:5000/shop:v1":   true,
		"registry.example.com//shop:latest":   false, // a secret names the project
		"/shop:latest":                        false,
		"ghcr.example.com/acme/:latest":       false,
		"ghcr.example.com/acme/shop:":         false,
		"ghcr.example.com/acme/shop:$VERSION": false,
	} {
		if got := strings.Contains(scanStep(&builds.Build{Tags: []string{tag}}), "image-ref: "+tag+","); got != named {
			t.Errorf("%s is named: got %t", tag, got)
		}
	}
}
