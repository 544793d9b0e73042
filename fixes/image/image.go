// Package image holds references to container images as they are written in
// Dockerfiles, and what a registry knows of the image behind one.
//
// It is pure: it asks no registry. Whoever runs the engine passes a Resolver;
// bot/registry has the one that goes over the network, and Table answers from
// memory.
package image

import (
	"context"
	"errors"
	"time"
)

// A Digest names a manifest by its content: "sha256:" and 64 hex digits.
type Digest string

// Info is what a registry says of one reference.
type Info struct {
	// Digest is what the reference's tag (or digest) points to: the
	// multi-platform index where there is one, else the platform manifest.
	Digest Digest
	// Index reports whether Digest names an index of several platforms.
	Index bool
	// Platforms lists "os/arch[/variant]" of an index, sorted. Like Manifests
	// it may be empty when only Resolve was asked, which costs less.
	Platforms []string
	// Manifests holds the platform manifests of an index, by platform.
	Manifests map[string]Digest
	// Config is the image's own configuration, of linux/amd64 where there is
	// a choice. It is nil when the resolver was not asked for it.
	Config *Config
}

// Config is the part of an image's configuration that rules reason about.
type Config struct {
	Env        []string // NAME=value
	User       string
	WorkingDir string
	Entrypoint []string
	Cmd        []string
	OnBuild    []string
	Shell      []string
	Created    time.Time
}

// Getenv returns the value of an environment variable of the image.
func (c *Config) Getenv(name string) string {
	for _, kv := range c.Env {
		if len(kv) > len(name) && kv[len(name)] == '=' && kv[:len(name)] == name {
			return kv[len(name)+1:]
		}
	}
	return ""
}

// A Resolver looks images up. Implementations are safe for concurrent use. A
// reference with a tag and a digest asks for what its tag points to today;
// WithoutTag asks whether the pinned image can still be had. One with neither
// asks for "latest".
type Resolver interface {
	// Resolve returns what ref points to today. It returns an error that
	// wraps ErrNotFound when the registry has no such image, ErrUnavailable
	// when it could not be asked (down, rate limited, refused).
	Resolve(ctx context.Context, ref Ref) (Info, error)
	// Config returns Info with its Config filled in.
	Config(ctx context.Context, ref Ref) (Info, error)
	// Tags lists the tags of ref's repository.
	Tags(ctx context.Context, ref Ref) ([]string, error)
}

var (
	// ErrNotFound says that the registry answered: there is no such image.
	ErrNotFound = errors.New("no such image")
	// ErrUnavailable says that nothing is known: the registry could not be asked.
	ErrUnavailable = errors.New("registry not available")
	// ErrOffline is the answer of a resolver that asks no registry.
	ErrOffline = errors.New("registry look-ups are off")
)

// Offline is the Resolver that asks nobody: every question is ErrOffline.
type Offline struct{}

func (Offline) Resolve(context.Context, Ref) (Info, error)  { return Info{}, ErrOffline }
func (Offline) Config(context.Context, Ref) (Info, error)   { return Info{}, ErrOffline }
func (Offline) Tags(context.Context, Ref) ([]string, error) { return nil, ErrOffline }
