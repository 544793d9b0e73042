package registry

import (
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/types"
)

func TestMediaType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header, manifest string
		want             types.MediaType
	}{
		{"application/vnd.docker.distribution.manifest.list.v2+json", "", types.DockerManifestList},
		{"application/json", `{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}`, types.DockerManifestSchema2},
		{"", `{"schemaVersion":2,"manifests":[]}`, types.OCIImageIndex},
		{"text/plain", `{"schemaVersion":2,"config":{},"layers":[]}`, types.OCIManifestSchema1},
		{"", `{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}`, ""},
		{"", `{"schemaVersion":2,"mediaType":"application/vnd.example+json","manifests":[]}`, ""},
		{"", `{"schemaVersion":1,"fsLayers":[]}`, ""},
		{"", `{"schemaVersion":2}`, ""},
		{"text/html", `<html>`, ""},
		{"", ``, ""},
	} {
		got, err := mediaType(types.MediaType(c.header), []byte(c.manifest))
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %s is %q, %v; want %q", c.header, c.manifest, got, err, c.want)
		}
	}
}
