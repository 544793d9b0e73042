package registrytest

import (
	"context"
	"fmt"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/nodedock/nodedock/fixes/image"
)

// Upload stores the image of a spec in any registry, such as a real one, and
// returns its digest: the one that Push gives for the same spec. The reference
// names host and repository of that registry.
func Upload(ctx context.Context, ref name.Tag, spec ImageSpec, options ...remote.Option) (image.Digest, error) {
	options = append(options, remote.WithContext(ctx))
	built := build(spec)
	for _, b := range built.blobs {
		if err := remote.WriteLayer(ref.Repository, static.NewLayer(b, types.OCILayer), options...); err != nil {
			return "", fmt.Errorf("upload a blob of %s: %w", ref, err)
		}
	}
	for _, m := range append(built.manifests, built.top) {
		if err := remote.Put(ref.Repository.Digest(string(m.digest())), m, options...); err != nil {
			return "", fmt.Errorf("upload a manifest of %s: %w", ref, err)
		}
	}
	if err := remote.Put(ref, built.top, options...); err != nil {
		return "", fmt.Errorf("upload %s: %w", ref, err)
	}
	return built.top.digest(), nil
}

// RawManifest implements remote.Taggable.
func (b blob) RawManifest() ([]byte, error) { return b.bytes, nil }

// MediaType says what the manifest is.
func (b blob) MediaType() (types.MediaType, error) { return types.MediaType(b.mediaType), nil }
