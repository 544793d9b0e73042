package lean

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

func distribution(base image.Base) string {
	if base.OS == image.Alpine {
		return "Alpine"
	}
	return "Debian"
}

// unsteadyPackage returns a system package that the chain installs and that may
// have another name, or version, in another release of the distribution.
func unsteadyPackage(c *fixes.Chain) (string, *dockerfile.Instruction) {
	for _, m := range c.Steps {
		if !m.Is("RUN") {
			continue
		}
		if pkg := launch.VersionedPackage(m); pkg != "" {
			return pkg, m.Instruction
		}
		for _, pkg := range launch.SystemPackages(m) {
			if !steadyPackages[strings.TrimSuffix(pkg, "-dev")] && !steadyPackages[pkg] {
				return pkg, m.Instruction
			}
		}
	}
	return "", nil
}

// steadyPackages have had the same name in every release of Alpine and Debian
// that Node images were made on.
var steadyPackages = map[string]bool{
	"bash": true, "git": true, "curl": true, "wget": true, "ca-certificates": true, "openssl": true, "openssh": true, "openssh-client": true, "tini": true,
	"dumb-init": true, "su-exec": true, "gosu": true, "make": true, "gcc": true, "g++": true, "build-base": true, "build-essential": true, "python3": true, "libc6-compat": true,
	"tzdata": true, "jq": true, "unzip": true, "zip": true, "rsync": true, "ffmpeg": true, "imagemagick": true, "graphicsmagick": true, "procps": true, "less": true, "vim": true,
	"nano": true, "gnupg": true, "linux-headers": true, "musl": true, "libc": true, "libstdc++": true, "libgcc": true, "pkgconf": true, "pkg-config": true, "autoconf": true, "automake": true, "libtool": true,
	"postgresql-client": true, "redis": true, "sqlite": true, "sqlite3": true, "nginx": true, "supervisor": true, "cairo": true, "pango": true, "giflib": true, "vips": true, "gettext": true, "apt-transport-https": true,
}

// installBlocked returns why the packages of an install would not do on the new
// major.
func installBlocked(p *fixes.Pass, i *fixes.Install, from, to image.Base) string {
	if !i.Project() {
		return ""
	}
	lock, err := p.Repo.Lockfile(i.Lockfile)
	if i.Lockfile == "" || err != nil || lock == nil || lock.Opaque {
		if i.Install.Manager == node.NPM && crossesNPM7(from, to) {
			return fmt.Sprintf("npm %d checks peer dependencies, which npm %d did not, and no lockfile says how they resolve. Commit one that npm %d made first", to.NPMMajor, from.NPMMajor, to.NPMMajor)
		}
		return ""
	}
	for _, pkg := range project.SortedNames(launch.BoundPackages) {
		floor := launch.BoundPackages[pkg]
		if found, ok := lock.Find(pkg); ok && (floor == "" || launch.VersionBelow(found.Version, floor)) {
			return fmt.Sprintf("%s has %s %s, whose native code is not made for Node %d. Replace or update it first", path.Base(i.Lockfile), pkg, found.Version, to.Major)
		}
	}
	if webpack, ok := lock.Find("webpack"); ok && from.Major < 17 && to.Major >= 17 && launch.VersionBelow(webpack.Version, "5.61.0") {
		return fmt.Sprintf("webpack %s uses a hash that OpenSSL 3, which Node has had since 17, refuses: the build would fail. Update webpack first", webpack.Version)
	}
	if lock.Manager == node.NPM && lock.Version == "1" && crossesNPM7(from, to) {
		return fmt.Sprintf("%s is of npm %d's format, and npm %d may not accept it. Run npm install with npm %d once and commit the result", path.Base(i.Lockfile), from.NPMMajor, to.NPMMajor, to.NPMMajor)
	}
	return ""
}

// crossesNPM7 reports whether npm begins to install peer dependencies.
func crossesNPM7(from, to image.Base) bool {
	return from.NPMMajor > 0 && from.NPMMajor < 7 && to.NPMMajor >= 7
}
