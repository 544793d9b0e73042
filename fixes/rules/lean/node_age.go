package lean

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
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

// NewestPackages returns why a version that the repository names cannot take the place of today's: the
// packages that a step installs ask for a later one. They do by what their lockfile says, and may where
// there is none, so that an install brings the newest.
func NewestPackages(p *fixes.Pass, ref *fixes.ImageRef, version string) string {
	major, err := strconv.Atoi(version)
	if err != nil || ref.At.Keyword != "FROM" {
		return ""
	}
	old := NodeIsOld(p, image.Classify(ref.Ref.WithTag(version))) != ""
	for _, stage := range p.File.Stages {
		if !BuiltFromRef(stage, ref) {
			continue
		}
		for _, i := range p.Installs(stage) {
			if newest := newestNamed(i); old && newest != "" {
				return fmt.Sprintf("the repository is made for Node %s, and %s at line %d brings the newest %s, which may ask for a later one. Name a maintained version", version, launch.InstallName(i), i.At.StartLine, newest)
			}
			if !i.Project() || i.Manifest == nil || len(i.Manifest.Dependencies)+len(i.Manifest.Dev) == 0 {
				continue
			}
			if i.Lockfile == "" && old {
				return fmt.Sprintf("the repository is made for Node %s, and %s at line %d has no lockfile, so that it brings packages which may ask for a later one. Name a maintained version", version, launch.InstallName(i), i.At.StartLine)
			}
			if why := lockRefuses(p, i, major); why != "" {
				return why
			}
		}
	}
	return ""
}

// newestNamed returns the first package that an install names without a version, or by the tag of the
// newest; "" when there is none.
func newestNamed(i *fixes.Install) string {
	for _, pkg := range i.Packages {
		name, version := pkg, ""
		if at := strings.LastIndexByte(pkg, '@'); at > 0 {
			name, version = pkg[:at], pkg[at+1:]
		}
		if namedPackage.MatchString(name) && (version == "" || version == "latest" || version == "next") {
			return name
		}
	}
	return ""
}

// namedPackage finds the name of a package of the registry, and no path, address or variable.
var namedPackage = pattern.New(`^(?:@[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*$`)

// lockRefuses returns why what a lockfile names cannot be installed, or run, with a major of Node.
func lockRefuses(p *fixes.Pass, i *fixes.Install, major int) string {
	if i.Lockfile == "" {
		return ""
	}
	lock, err := p.Repo.Lockfile(i.Lockfile)
	if err != nil || lock == nil {
		return ""
	}
	const names = "the repository names Node %d, and %s %s. Name the version that it runs on"
	if lock.Manager == node.NPM && lock.Version == "3" && major < 15 {
		return fmt.Sprintf(names, major, path.Base(i.Lockfile), "is of a format that the npm of it does not read")
	}
	for _, pkg := range lock.Packages {
		_, direct := i.Manifest.Dependencies[pkg.Name]
		if needed := direct || lock.DevKnown && !pkg.Dev; needed && !pkg.Optional && node.Refuses(pkg.Engine, major) {
			return fmt.Sprintf(names, major, path.Base(i.Lockfile), fmt.Sprintf("has %s %s, which asks for %s", pkg.Name, pkg.Version, pkg.Engine))
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
