package registry

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/nodedock/nodedock/fixes/image"
)

// head asks what a reference points to. Registries say why they refuse only in
// the answer to a GET, and a few do not name the digest in one to a HEAD.
func (r *Resolver) head(ctx context.Context, ref image.Ref) (image.Info, error) {
	asked, err := r.reference(ref)
	if err != nil {
		return image.Info{}, unavailable(ref, err)
	}
	desc, err := r.puller.Head(ctx, asked)
	if err == nil && known(desc.MediaType) {
		return infoOf(*desc), nil
	}
	if err != nil && !worthAnother(err) {
		return image.Info{}, explain(ctx, ref, err)
	}
	got, err := r.puller.Get(ctx, asked)
	if err != nil {
		return image.Info{}, explain(ctx, ref, err)
	}
	desc = &got.Descriptor
	if desc.MediaType, err = mediaType(desc.MediaType, got.Manifest); err != nil {
		return image.Info{}, unavailable(ref, err)
	}
	return infoOf(*desc), nil
}

// infoOf is what a descriptor says.
func infoOf(desc v1.Descriptor) image.Info {
	return image.Info{Digest: image.Digest(desc.Digest.String()), Index: desc.MediaType.IsIndex()}
}

// known reports whether a media type is that of an image or an index.
func known(t types.MediaType) bool { return t.IsImage() || t.IsIndex() }

// worthAnother reports whether a GET may say more than the HEAD that failed.
// One that was put off, or never arrived, would only meet the same end.
func worthAnother(err error) bool {
	var status *transport.Error
	if errors.As(err, &status) {
		return status.StatusCode < 500 && status.StatusCode != http.StatusTooManyRequests
	}
	return !isTransport(err)
}

// list asks for all tags of a reference's repository.
func (r *Resolver) list(ctx context.Context, ref image.Ref) ([]string, error) {
	repo, err := r.Mirrors.repository(ref)
	if err != nil {
		return nil, unavailable(ref, err)
	}
	tags, err := r.puller.List(ctx, repo)
	if err != nil {
		return nil, explain(ctx, ref, err)
	}
	slices.Sort(tags)
	return tags, nil
}

// reference returns a reference in the library's words, at the mirror where
// there is one.
func (r *Resolver) reference(ref image.Ref) (name.Reference, error) {
	repo, err := r.Mirrors.repository(ref)
	switch {
	case err != nil:
		return nil, err
	case ref.Tag != "":
		return repo.Tag(ref.Tag), nil
	case ref.Digest != "":
		return repo.Digest(string(ref.Digest)), nil
	}
	return repo.Tag("latest"), nil
}
