package registrytest

import (
	"strconv"
	"strings"
	"time"

	"github.com/nodedock/nodedock/fixes/image"
)

// NewNode returns a registry that holds library/node as Docker Hub does: each
// version in its variants, under all the tags that the image has, and a few
// other official images. No versions are all of NodeVersions.
func NewNode(versions ...string) *Registry {
	if len(versions) == 0 {
		versions = NodeVersions
	}
	r := New()
	for _, version := range versions {
		for _, variant := range variants {
			r.pushNode(version, variant)
		}
	}
	for ref, spec := range others {
		r.Push(ref, spec)
	}
	return r
}

// NodeVersions are the versions of NewNode, one of each major from 18 to 26.
var NodeVersions = []string{"18.20.8", "19.9.0", "20.19.5", "21.7.3", "22.21.1", "23.11.1", "24.11.1", "25.2.1", "26.3.0"}

// LTSMajor and CurrentMajor are what the tags "lts" and "latest" name.
const (
	LTSMajor     = 24
	CurrentMajor = 26
)

// A variant is one image of a version; names are the suffixes it has.
type variant struct {
	names []string
	os    string
}

var variants = []variant{
	{[]string{"", "bookworm"}, "bookworm"},
	{[]string{"slim", "bookworm-slim"}, "bookworm-slim"},
	{[]string{"alpine", "alpine3.22"}, "alpine3.22"},
	{[]string{"alpine3.21"}, "alpine3.21"},
	{[]string{"bullseye"}, "bullseye"},
	{[]string{"bullseye-slim"}, "bullseye-slim"},
}

// pushNode stores one image under all its tags.
func (r *Registry) pushNode(version string, v variant) {
	built := NodeImage(version, v.os)
	first := ""
	for _, prefix := range prefixes(version) {
		for _, suffix := range v.names {
			ref := "node:" + image.Tag{Version: prefix, Suffix: suffix}.String()
			switch {
			case prefix == "" && suffix == "":
			case first == "":
				first = ref
				r.Push(ref, built)
			default:
				r.Move(ref, first)
			}
		}
	}
}

// prefixes are the version parts of a version's tags.
func prefixes(version string) []string {
	numbers := strings.SplitN(version, ".", 3)
	all := []string{version, numbers[0] + "." + numbers[1], numbers[0]}
	major, err := strconv.Atoi(numbers[0])
	check(err)
	if name := image.Codename(major); name != "" && major <= LTSMajor {
		all = append(all, name)
	}
	switch major {
	case LTSMajor:
		all = append(all, "lts")
	case CurrentMajor:
		all = append(all, "current", "latest", "")
	}
	return all
}

// NodeImage returns the spec of an official Node image. build is anything that
// tells two builds of one version apart: the system, or a rebuild's name.
func NodeImage(version, build string) ImageSpec {
	env := []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "NODE_VERSION=" + version}
	major, _, _ := strings.Cut(version, ".")
	if n, err := strconv.Atoi(major); err == nil && n < 25 {
		env = append(env, "YARN_VERSION=1.22.22")
	}
	return ImageSpec{
		Env: env, Entrypoint: []string{"docker-entrypoint.sh"}, Cmd: []string{"node"},
		Created: time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC),
		Layers:  []string{"system " + build, "node " + version, "docker-entrypoint.sh"},
	}
}

// others are images that Dockerfiles of Node projects use beside node.
var others = map[string]ImageSpec{
	"alpine:3.22":          {Cmd: []string{"/bin/sh"}, Layers: []string{"alpine 3.22"}},
	"debian:bookworm-slim": {Cmd: []string{"bash"}, Layers: []string{"debian bookworm"}},
	"nginx:1.29":           {Entrypoint: []string{"/docker-entrypoint.sh"}, Cmd: []string{"nginx", "-g", "daemon off;"}, Layers: []string{"nginx 1.29"}},
	"nginx:1.29-alpine":    {Entrypoint: []string{"/docker-entrypoint.sh"}, Cmd: []string{"nginx", "-g", "daemon off;"}, Layers: []string{"nginx 1.29 alpine"}},
	"gcr.io/distroless/nodejs22-debian12:nonroot": {
		User: "65532", Entrypoint: []string{"/nodejs/bin/node"}, Layers: []string{"distroless nodejs 22"},
	},
}
