package registry

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/nodedock/nodedock/fixes/image"
)

// Details are what a person compares when a digest changes. Where there are
// several platforms, Platform says which one's config, size and layers they are.
type Details struct {
	Ref       image.Ref
	Digest    image.Digest
	MediaType string
	Index     bool
	// Platforms are those of the index, sorted, or the image's own; Manifests
	// are their manifests (of an index only).
	Platforms []string
	Manifests map[string]image.Digest
	Platform  string
	Config    *image.Config
	Created   time.Time
	// NodeVersion is NODE_VERSION of the image's environment, "" without one.
	NodeVersion string
	// Size is that of the compressed layers and the config, in bytes.
	Size   int64
	Layers []image.Digest
}

// info returns the details in the form of the engine's port.
func (d Details) info() image.Info {
	if d.Digest == "" {
		return image.Info{}
	}
	info := image.Info{Digest: d.Digest, Index: d.Index, Platforms: slices.Clone(d.Platforms), Manifests: maps.Clone(d.Manifests)}
	if d.Config != nil {
		config := *d.Config
		info.Config = &config
	}
	return info
}

// fetch gets manifest and config of a reference by digest. The library checks
// each answer against its digest.
func (r *Resolver) fetch(ctx context.Context, ref image.Ref) (Details, error) {
	asked, err := r.reference(ref)
	if err != nil {
		return Details{}, unavailable(ref, err)
	}
	got, err := r.puller.Get(ctx, asked)
	if err != nil {
		return Details{}, explain(ctx, ref, err)
	}
	if got.MediaType, err = mediaType(got.MediaType, got.Manifest); err != nil {
		return Details{}, unavailable(ref, err)
	}
	d := Details{Digest: ref.Digest, MediaType: string(got.MediaType), Index: got.MediaType.IsIndex()}
	if d.Index {
		got, err = r.choose(ctx, ref, got, &d)
	}
	if err == nil {
		err = d.read(got)
	}
	if err != nil {
		return Details{}, explain(ctx, ref, err)
	}
	return d, nil
}

// choose lists an index's platforms and gets the manifest of linux/amd64, or
// of the first.
func (r *Resolver) choose(ctx context.Context, ref image.Ref, got *remote.Descriptor, d *Details) (*remote.Descriptor, error) {
	index, err := got.ImageIndex()
	if err != nil {
		return nil, err
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, err
	}
	d.Manifests = map[string]image.Digest{}
	for _, m := range manifest.Manifests {
		if platform := platformOf(m); platform != "" && d.Manifests[platform] == "" {
			d.Manifests[platform] = image.Digest(m.Digest.String())
			d.Platforms = append(d.Platforms, platform)
		}
	}
	chosen := nameless(manifest)
	switch {
	case d.Manifests[amd64] != "":
		d.Platform, chosen = amd64, d.Manifests[amd64]
	case len(d.Platforms) > 0:
		d.Platform, chosen = d.Platforms[0], d.Manifests[d.Platforms[0]]
	case chosen == "":
		return nil, errEmptyIndex
	}
	slices.Sort(d.Platforms)
	one, err := r.reference(ref.WithDigest(chosen).WithoutTag())
	if err != nil {
		return nil, err
	}
	return r.puller.Get(ctx, one)
}

// nameless returns the first image of an index that is listed without a
// platform: an index may leave that to the image's own config.
func nameless(manifest *v1.IndexManifest) image.Digest {
	for _, m := range manifest.Manifests {
		if m.MediaType.IsImage() && m.Platform == nil {
			return image.Digest(m.Digest.String())
		}
	}
	return ""
}

const amd64 = "linux/amd64"

var errEmptyIndex = errors.New("its index names no image for any platform")

// platformOf returns the platform of an image in an index, "" for what is no
// image to run, such as an attestation.
func platformOf(m v1.Descriptor) string {
	if !m.MediaType.IsImage() || m.Platform == nil || m.Platform.OS == "unknown" || m.Platform.OS == "" {
		return ""
	}
	return platformName(m.Platform.OS, m.Platform.Architecture, m.Platform.Variant)
}

func platformName(os, arch, variant string) string {
	name := os + "/" + arch
	if variant != "" {
		name += "/" + variant
	}
	return name
}

// read takes the details of one platform's image.
func (d *Details) read(got *remote.Descriptor) error {
	var err error
	if got.MediaType, err = mediaType(got.MediaType, got.Manifest); err != nil {
		return err
	}
	img, err := got.Image()
	if err != nil {
		return err
	}
	manifest, err := img.Manifest()
	if err != nil {
		return err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return err
	}
	d.Size = manifest.Config.Size
	for _, l := range manifest.Layers {
		d.Size += l.Size
		d.Layers = append(d.Layers, image.Digest(l.Digest.String()))
	}
	if d.Platform == "" && config.OS != "" {
		d.Platform = platformName(config.OS, config.Architecture, config.Variant)
	}
	if !d.Index && d.Platform != "" {
		d.Platforms = []string{d.Platform}
	}
	d.Config = configOf(config)
	d.Created, d.NodeVersion = d.Config.Created, d.Config.Getenv("NODE_VERSION")
	return nil
}

func configOf(c *v1.ConfigFile) *image.Config {
	return &image.Config{
		Env: c.Config.Env, User: c.Config.User, WorkingDir: c.Config.WorkingDir,
		Entrypoint: c.Config.Entrypoint, Cmd: c.Config.Cmd, OnBuild: c.Config.OnBuild,
		Shell: c.Config.Shell, Created: c.Created.Time,
	}
}
