package lean

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// NodeIsOld says why an image's Node release is one to leave, "" when it is
// not, or when the reference names no release.
func NodeIsOld(p *fixes.Pass, base image.Base) string {
	major, _, _ := base.Tag.Number() // Major is 0 for Node 0.12, too
	if major = max(major, base.Major); !base.Node || base.Kind == image.OtherNode || major == 0 && (base.Precision < image.Major || base.Tag.Version == "") {
		return ""
	}
	const date = "2006-01-02"
	release, known := node.Major(major)
	switch {
	case !known && major < 4:
		return fmt.Sprintf("Node %d has had no security fixes for years.", major)
	case !known:
		return ""
	case release.EndOfLife(p.Now):
		return fmt.Sprintf("Node %d has had no security fixes since %s.", major, release.End.Format(date))
	case !release.EverLTS():
		return fmt.Sprintf("Node %d never gets long-term support, and its security fixes end on %s.", major, release.End.Format(date))
	}
	return ""
}

// NewestPackages returns why a version that has come to its end cannot take the
// place of today's: an install without a lockfile brings the newest packages, which
// ask for later ones of Node.
func NewestPackages(p *fixes.Pass, ref *fixes.ImageRef, version string) string {
	old := NodeIsOld(p, image.Classify(ref.Ref.WithTag(version)))
	if old == "" || ref.At.Keyword != "FROM" {
		return ""
	}
	for _, stage := range p.File.Stages {
		if !BuiltFromRef(stage, ref) {
			continue
		}
		for _, i := range p.Installs(stage) {
			if i.Project() && i.Lockfile == "" && i.Manifest != nil && len(i.Manifest.Dependencies)+len(i.Manifest.Dev) > 0 {
				return fmt.Sprintf("the repository is made for Node %s, and %s at line %d has no lockfile, so that it brings packages which may ask for a later one. Name a maintained version", version, launch.InstallName(i), i.At.StartLine)
			}
		}
	}
	return ""
}

// BuiltFromRef reports whether a stage, or one that it is built from, begins with a
// reference.
func BuiltFromRef(stage *dockerfile.Stage, ref *fixes.ImageRef) bool {
	for ; stage != nil; stage = stage.Parent {
		if stage.From == ref.At {
			return true
		}
	}
	return false
}
