package launch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"deps.dev/util/semver"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// Floating reports whether a reference names no version: no tag, "latest",
// "current", or only a variant. A pinned reference cannot move.
func Floating(ref image.Ref) bool {
	if ref.Digest != "" {
		return false
	}
	switch ref.Tag {
	case "", "latest", "current", "alpine", "slim":
		return true
	}
	base := image.Classify(ref)
	if base.Kind != image.OfficialNode || base.Guess {
		return false
	}
	return base.Precision == image.Moving && base.Tag.Version != "lts"
}

// ReferenceAt returns the image that a FROM names.
func ReferenceAt(p *fixes.Pass, from *dockerfile.Instruction) *fixes.ImageRef {
	for _, ref := range p.ImageRefs() {
		if ref.At == from && ref.Err == nil {
			return ref
		}
	}
	return nil
}

// BoundPackages are packages whose native code is made for certain Node majors,
// with the first version that works on those that are maintained today; "" when
// none does.
var BoundPackages = map[string]string{
	"node-sass": "", "fibers": "", "grpc": "", "iltorb": "", "nodegit": "", "heapdump": "", "v8-profiler": "", "v8-profiler-node8": "", "deasync": "0.1.30",
	"better-sqlite3": "11.0.0", "sqlite3": "5.0.3", "bcrypt": "5.0.0", "canvas": "2.11.2", "sharp": "0.29.0", "argon2": "0.28.0", "isolated-vm": "5.0.0", "re2": "1.21.0",
	"libxmljs": "1.0.11", "zeromq": "6.0.0", "snappy": "7.0.0", "leveldown": "5.6.0", "@tensorflow/tfjs-node": "4.22.0", "oracledb": "6.0.0", "node-expat": "2.4.1",
}

// VersionBelow reports whether a version is certainly older than another.
func VersionBelow(version, floor string) bool {
	_, err := semver.NPM.Parse(version)
	return err == nil && semver.NPM.Compare(version, floor) < 0
}

// Unanswered reports whether a look-up failed because nobody was asked, or nobody
// answered.
func Unanswered(err error) bool {
	return errors.Is(err, image.ErrOffline) || errors.Is(err, image.ErrUnavailable)
}

// Pinnable returns the image's digest, or why it must not be pinned.
func Pinnable(p *fixes.Pass, ref image.Ref) (info image.Info, withheld string) {
	if p.Policy.Digests.NoPins {
		return info, "the policy says digests: {pin: false}"
	}
	if here := BuiltHere(p, ref); here != "" {
		return info, here
	}
	if !image.Retains(ref, p.Policy.Registries) {
		return info, fmt.Sprintf("%s may delete digests that no tag points to any more, and the build would break then. Name it under registries in the policy to allow it", ref.Domain)
	}
	info, err := p.Image(ref)
	return info, LookupReason(ref, err)
}

// LookupReason says in words why a look-up gave nothing.
func LookupReason(ref image.Ref, err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, image.ErrNotFound):
		return fmt.Sprintf("the registry has no %s", ref.Familiar())
	case errors.Is(err, image.ErrOffline):
		return "registry look-ups are off, so the digest is not known"
	}
	return fmt.Sprintf("%s did not answer, so the digest is not known; the next check tries again", ref.Domain)
}

// NumbersOf reads "1.27.3"; nil when it is not numbers and dots.
func NumbersOf(version string) []int {
	var out []int
	for _, part := range strings.Split(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil
		}
		out = append(out, n)
	}
	return out
}
