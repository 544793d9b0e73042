package image

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// Classify says what is known of the image that a reference names.
func Classify(ref Ref) Base {
	b := Base{Ref: ref, Minor: -1}
	if IsScratch(ref.Raw) {
		b.Kind, b.OS, b.PackageManager = Scratch, NoOS, NoPackageManager
		b.User, b.ProcessKnown = "root", true
		return b
	}
	if known := lookUp(ref); known != nil {
		b.Kind, b.Mirror = known.kind, known.mirror
		known.facts(&b)
		return b
	}
	if path.Base(ref.Path) == "node" {
		nameSaysNode(&b)
	}
	return b
}

// ClassifyName is Classify for a reference as written, "scratch" included. What
// is not a reference is Unknown.
func ClassifyName(written string) Base {
	if IsScratch(written) {
		return Classify(Ref{Raw: written})
	}
	ref, err := Parse(written)
	if err != nil {
		return Base{Minor: -1}
	}
	return Classify(ref)
}

// nameSaysNode is for ".../node" on a registry that is not a known mirror. A
// private registry's is likely a copy of the official image; on a registry
// where anyone publishes it is somebody's own.
func nameSaysNode(b *Base) {
	b.Node, b.Guess = true, true
	if publicRegistry[b.Ref.Domain] {
		b.Kind = OtherNode
		nodeVersion(b)
		return
	}
	b.Kind, b.Mirror = OfficialNode, true
	officialNode(b)
}

// publicRegistry are hosts where anyone publishes under a name of their own.
var publicRegistry = map[string]bool{
	"docker.io": true, "ghcr.io": true, "quay.io": true, "gcr.io": true, "public.ecr.aws": true,
	"registry.gitlab.com": true, "mcr.microsoft.com": true, "cgr.dev": true, "lscr.io": true,
}

// library returns the name of an official Docker Hub image ("node", "nginx")
// that the reference means, under whichever name. mirror is true for copies
// that somebody else keeps.
func library(ref Ref) (name string, mirror, ok bool) {
	if arch, rest, found := strings.Cut(ref.Path, "/"); ref.Domain == "docker.io" && found && architectures[arch] {
		return rest, false, !strings.Contains(rest, "/")
	}
	at := strings.LastIndex("/"+ref.Path, "/library/")
	if at < 0 {
		return "", false, false
	}
	name = ref.Path[at+len("library/"):]
	prefix := ref.Domain + "/" + ref.Path[:at]
	return name, !libraries[prefix], !strings.Contains(name, "/")
}

// libraries are where the official images are published, by what stands
// before "library/".
var libraries = map[string]bool{"docker.io/": true, "mirror.gcr.io/": true, "public.ecr.aws/docker/": true}

// architectures are Docker Hub's organisations for the official images of one
// architecture.
var architectures = map[string]bool{
	"amd64": true, "i386": true, "arm32v5": true, "arm32v6": true, "arm32v7": true, "arm64v8": true,
	"ppc64le": true, "s390x": true, "riscv64": true, "mips64le": true,
}

// found is a known image that a reference names.
type found struct {
	known
	mirror bool
}

// lookUp finds the known image behind a reference, nil when there is none.
func lookUp(ref Ref) *found {
	if name, mirror, ok := library(ref); ok {
		if k, ok := officials[name]; ok {
			return &found{k, mirror}
		}
		return nil
	}
	full := ref.Name()
	for _, p := range publishers {
		if p.name.MatchString(full) {
			return &found{known: p.known}
		}
	}
	for _, p := range publishers {
		if p.copies != nil && p.copies.MatchString(full) {
			return &found{p.known, true}
		}
	}
	return nil
}

// known is what is said of an image by name.
type known struct {
	kind  Kind
	facts func(*Base)
}

// A publisher is a pattern of whole image names. copies is the form that
// copies of it have on other registries.
type publisher struct {
	name, copies *pattern.Pattern
	known
}
