package registrytest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/nodedock/nodedock/fixes/image"
)

// An ImageSpec says what an image holds. The same spec makes the same digests.
type ImageSpec struct {
	// Platforms are "os/arch[/variant]"; none is linux/amd64 and linux/arm64.
	Platforms []string
	// Single makes one platform's image without an index.
	Single bool
	// Docker uses Docker's media types instead of OCI's.
	Docker bool
	// Nameless says nowhere which platform an image is for: not in the index
	// and not in the images.
	Nameless bool
	// Attested adds a manifest without a platform to the index, as BuildKit
	// adds its attestations.
	Attested                 bool
	Env                      []string
	User, WorkingDir         string
	Entrypoint, Cmd, OnBuild []string
	Created                  time.Time
	// Layers are the contents of one file in each layer; none is one layer.
	Layers []string
}

// blob is a manifest with its media type.
type blob struct {
	mediaType string
	bytes     []byte
}

func (b blob) digest() image.Digest { return image.Digest(hash(b.bytes).String()) }

// built is an image ready to be stored.
type built struct {
	blobs     [][]byte
	manifests []blob
	top       blob
}

// mediaTypes of one image.
type mediaTypes struct{ index, manifest, config, layer types.MediaType }

var (
	oci    = mediaTypes{types.OCIImageIndex, types.OCIManifestSchema1, types.OCIConfigJSON, types.OCILayer}
	docker = mediaTypes{types.DockerManifestList, types.DockerManifestSchema2, types.DockerConfigJSON, types.DockerLayer}
)

// build makes the blobs and manifests of a spec.
func build(spec ImageSpec) *built {
	media := oci
	if spec.Docker {
		media = docker
	}
	platforms := spec.Platforms
	if len(platforms) == 0 {
		platforms = []string{"linux/amd64", "linux/arm64"}
	}
	b := &built{}
	index := v1.IndexManifest{SchemaVersion: 2, MediaType: media.index}
	for _, written := range platforms {
		platform, err := v1.ParsePlatform(written)
		check(err)
		m := b.image(spec, media, platform)
		b.manifests = append(b.manifests, m)
		d := descriptor(m.mediaType, m.bytes, platform)
		if spec.Nameless {
			d.Platform = nil
		}
		index.Manifests = append(index.Manifests, d)
		if spec.Single {
			b.top = m
			return b
		}
	}
	if spec.Attested {
		m := b.image(ImageSpec{Layers: []string{"attestation"}}, media, &v1.Platform{OS: "unknown", Architecture: "unknown"})
		b.manifests = append(b.manifests, m)
		d := descriptor(m.mediaType, m.bytes, &v1.Platform{OS: "unknown", Architecture: "unknown"})
		d.Annotations = map[string]string{"vnd.docker.reference.type": "attestation-manifest"}
		index.Manifests = append(index.Manifests, d)
	}
	b.top = blob{string(media.index), encode(index)}
	return b
}

// image makes the image of one platform.
func (b *built) image(spec ImageSpec, media mediaTypes, platform *v1.Platform) blob {
	config := v1.ConfigFile{
		OS: platform.OS, Architecture: platform.Architecture, Variant: platform.Variant,
		Created: v1.Time{Time: spec.Created.UTC()}, RootFS: v1.RootFS{Type: "layers"},
		Config: v1.Config{
			Env: spec.Env, User: spec.User, WorkingDir: spec.WorkingDir,
			Entrypoint: spec.Entrypoint, Cmd: spec.Cmd, OnBuild: spec.OnBuild,
		},
	}
	manifest := v1.Manifest{SchemaVersion: 2, MediaType: media.manifest, Layers: []v1.Descriptor{}}
	if spec.Nameless {
		config.OS, config.Architecture, config.Variant = "", "", ""
	}
	contents := spec.Layers
	if len(contents) == 0 {
		contents = []string{strings.Join(spec.Env, "\n")}
	}
	for i, content := range contents {
		diff, compressed := layer(fmt.Sprintf("layer%d-%s", i, platform.Architecture), content)
		config.RootFS.DiffIDs = append(config.RootFS.DiffIDs, hash(diff))
		manifest.Layers = append(manifest.Layers, descriptor(string(media.layer), compressed, nil))
		b.blobs = append(b.blobs, compressed)
	}
	raw := encode(config)
	b.blobs = append(b.blobs, raw)
	manifest.Config = descriptor(string(media.config), raw, nil)
	return blob{string(media.manifest), encode(manifest)}
}

// layer makes a layer of one file. It is stored, not compressed, so that its
// digest does not depend on the compressor.
func layer(name, content string) (diff, compressed []byte) {
	var t, z bytes.Buffer
	archive := tar.NewWriter(&t)
	check(archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR}))
	_, err := archive.Write([]byte(content))
	check(err)
	check(archive.Close())
	packer, err := gzip.NewWriterLevel(&z, gzip.NoCompression)
	check(err)
	_, err = packer.Write(t.Bytes())
	check(err)
	check(packer.Close())
	return t.Bytes(), z.Bytes()
}

func descriptor(mediaType string, data []byte, platform *v1.Platform) v1.Descriptor {
	return v1.Descriptor{MediaType: types.MediaType(mediaType), Size: int64(len(data)), Digest: hash(data), Platform: platform}
}

func hash(data []byte) v1.Hash {
	h, _, err := v1.SHA256(bytes.NewReader(data))
	check(err)
	return h
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	check(err)
	return data
}
