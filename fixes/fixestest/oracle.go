package fixestest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// Converted is what BuildKit makes of a Dockerfile.
type Converted struct {
	Config ocispecs.ImageConfig
	// Warnings counts BuildKit's checks by name.
	Warnings map[string]int
	// Texts are the warnings in words.
	Texts []string
}

// Convert runs BuildKit's own conversion over a Dockerfile, for linux/amd64,
// with images answered from a table. ARGs without a default get a value.
func Convert(src []byte, images image.Table) (c Converted, err error) {
	c.Warnings = map[string]int{}
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("BuildKit's conversion panicked")
		}
	}()
	caps := pb.Caps.CapSet(pb.Caps.All())
	state := llb.Local("context")
	platform := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	res, err := dockerfile2llb.Dockerfile2LLB(context.Background(), src, dockerfile2llb.ConvertOpt{
		Config:         dockerui.Config{BuildArgs: buildArgs(src), BuildPlatforms: []ocispecs.Platform{platform}},
		MainContext:    &state,
		TargetPlatform: &platform,
		MetaResolver:   stub{images},
		LLBCaps:        &caps,
		Warn: func(name, _, _, text string, _ []parser.Range) {
			c.Warnings[name]++
			c.Texts = append(c.Texts, name+": "+text)
		},
	})
	if err != nil {
		return c, err
	}
	if _, err := res.State.Marshal(context.Background()); err != nil {
		return c, err
	}
	c.Config = res.Image.Config.ImageConfig
	return c, nil
}

// buildArgs gives a value to every ARG that has none, as a caller would. One that
// a stage takes from the top of the file has that of the top.
func buildArgs(src []byte) map[string]string {
	args, above := map[string]string{}, map[string]bool{}
	f, err := dockerfile.Parse("Dockerfile", src)
	if err != nil {
		return args
	}
	for _, i := range f.Instructions {
		if !i.Is("ARG") {
			continue
		}
		for _, w := range i.Args {
			name, _, has := strings.Cut(w.Text, "=")
			above[name] = above[name] || has && i.Stage == nil
			if !has && !predefined(name) && !above[name] {
				args[name] = "1"
			}
		}
	}
	return args
}

// predefined reports whether BuildKit gives the ARG a value itself.
func predefined(name string) bool {
	return strings.HasPrefix(name, "TARGET") || strings.HasPrefix(name, "BUILDPLATFORM") || strings.HasPrefix(name, "BUILDOS") || strings.HasPrefix(name, "BUILDARCH") || strings.HasPrefix(name, "BUILDVARIANT")
}

// stub answers image configurations: those of the table, else that of an
// official Node image for any reference.
type stub struct{ images image.Table }

func (s stub) ResolveImageConfig(ctx context.Context, name string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	img := ocispecs.Image{Platform: ocispecs.Platform{OS: "linux", Architecture: "amd64"}, RootFS: ocispecs.RootFS{Type: "layers"}}
	img.Config = ocispecs.ImageConfig{Env: []string{"PATH=/usr/local/bin:/usr/bin:/bin"}, Cmd: []string{"/bin/sh"}}
	if ref, err := image.Parse(name); err == nil {
		if strings.HasSuffix("/"+ref.Path, "/node") {
			img.Config.Entrypoint, img.Config.Cmd = []string{"docker-entrypoint.sh"}, []string{"node"}
		}
		for prefix, dir := range workdirs {
			if strings.HasPrefix(ref.Name(), prefix) {
				img.Config.WorkingDir = dir
			}
		}
		if info, err := s.images.Config(ctx, ref); err == nil {
			override(&img.Config, info.Config)
		}
	}
	data, err := json.Marshal(img)
	return name, digest.FromBytes(data), data, err
}

// workdirs are the working directories that images set, by the start of their names.
var workdirs = map[string]string{
	"public.ecr.aws/lambda/nodejs":   "/var/task",
	"docker.io/amazon/aws-lambda-":   "/var/task",
	"registry.access.redhat.com/ubi": "/opt/app-root/src",
	"registry.redhat.io/ubi":         "/opt/app-root/src",
	"docker.io/bitnami":              "/app",
	"docker.io/oven/bun":             "/home/bun/app",
	"cgr.dev/chainguard/node":        "/app",
}

// override puts what the table says over the defaults.
func override(config *ocispecs.ImageConfig, c *image.Config) {
	config.Env = append(config.Env, c.Env...)
	if c.User != "" {
		config.User = c.User
	}
	if c.WorkingDir != "" {
		config.WorkingDir = c.WorkingDir
	}
	if c.Entrypoint != nil {
		config.Entrypoint = c.Entrypoint
	}
	if c.Cmd != nil {
		config.Cmd = c.Cmd
	}
}
