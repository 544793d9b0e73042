package registry

import (
	"encoding/json"
	"errors"

	"github.com/google/go-containerregistry/pkg/v1/types"
)

var errNoManifest = errors.New("it answered with something that is no image manifest")

// mediaType returns what a manifest is. Registries and proxies get the
// Content-Type wrong now and then; the manifest itself says what it is, or has
// the fields of one kind.
func mediaType(header types.MediaType, manifest []byte) (types.MediaType, error) {
	if known(header) {
		return header, nil
	}
	var body struct {
		SchemaVersion int             `json:"schemaVersion"`
		MediaType     types.MediaType `json:"mediaType"`
		Manifests     json.RawMessage `json:"manifests"`
		Config        json.RawMessage `json:"config"`
		Layers        json.RawMessage `json:"layers"`
	}
	if err := json.Unmarshal(manifest, &body); err != nil || body.SchemaVersion != 2 {
		return "", errNoManifest
	}
	switch {
	case known(body.MediaType):
		return body.MediaType, nil
	case body.MediaType != "":
		return "", errNoManifest
	case body.Manifests != nil && body.Layers == nil:
		return types.OCIImageIndex, nil
	case body.Config != nil && body.Layers != nil && body.Manifests == nil:
		return types.OCIManifestSchema1, nil
	}
	return "", errNoManifest
}
