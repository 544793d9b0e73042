package image

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBaseWithItsConfig(t *testing.T) {
	t.Parallel()
	config := &Config{Env: []string{"NODE_VERSION=26.1.0"}, Entrypoint: []string{"tini", "--"}, Cmd: []string{"node"}}
	lts := ClassifyName("node:lts-alpine").With(config)
	if lts.Major != 26 || lts.Minor != 1 || lts.Ships.Yarn || lts.NPMMajor != 11 || lts.Precision != Moving || lts.User != "root" {
		t.Errorf("lts is %+v", lts)
	}
	private := ClassifyName("ghcr.example.com/acme/base:3").With(config)
	if private.Kind != OtherNode || !private.Node || !private.ProcessKnown || private.HasNodeUser || private.Major != 26 {
		t.Errorf("a private base is %+v", private)
	}
	if diff := cmp.Diff([]string{"tini", "--"}, private.Entrypoint); diff != "" {
		t.Errorf("entrypoint (-want +got):\n%s", diff)
	}
	config = &Config{User: "1001", OnBuild: []string{"COPY . ."}}
	other := ClassifyName("ghcr.example.com/acme/base:3").With(config)
	if other.Node || other.Kind != Unknown || other.User != "1001" || !other.OnBuild {
		t.Errorf("another base is %+v", other)
	}
	if diff := cmp.Diff(ClassifyName("node:20"), ClassifyName("node:20").With(nil)); diff != "" {
		t.Errorf("no config changes:\n%s", diff)
	}
}

func TestTagsFor(t *testing.T) {
	t.Parallel()
	got := TagsFor("20.11.1", []string{"20", "20.11.1", "20.11.1-alpine3.19", "20.11.10", "20.11.1-custom", "lts", "20.11.1-slim"})
	if diff := cmp.Diff([]string{"20.11.1", "20.11.1-alpine3.19", "20.11.1-slim"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
