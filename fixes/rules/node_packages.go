package rules

import (
	"fmt"
	"path"
	"strings"

	"deps.dev/util/semver"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
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
		if pkg := versionedPackage(m); pkg != "" {
			return pkg, m.Instruction
		}
		for _, pkg := range systemPackages(m) {
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

// boundPackages are packages whose native code is made for certain Node majors,
// with the first version that works on those that are maintained today; "" when
// none does.
var boundPackages = map[string]string{
	"node-sass": "", "fibers": "", "grpc": "", "iltorb": "", "nodegit": "", "heapdump": "", "v8-profiler": "", "v8-profiler-node8": "", "deasync": "0.1.30",
	"better-sqlite3": "11.0.0", "sqlite3": "5.0.3", "bcrypt": "5.0.0", "canvas": "2.11.2", "sharp": "0.29.0", "argon2": "0.28.0", "isolated-vm": "5.0.0", "re2": "1.21.0",
	"libxmljs": "1.0.11", "zeromq": "6.0.0", "snappy": "7.0.0", "leveldown": "5.6.0", "@tensorflow/tfjs-node": "4.22.0", "oracledb": "6.0.0", "node-expat": "2.4.1",
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
	for _, pkg := range sortedNames(boundPackages) {
		floor := boundPackages[pkg]
		if found, ok := lock.Find(pkg); ok && (floor == "" || versionBelow(found.Version, floor)) {
			return fmt.Sprintf("%s has %s %s, whose native code is not made for Node %d. Replace or update it first", path.Base(i.Lockfile), pkg, found.Version, to.Major)
		}
	}
	if webpack, ok := lock.Find("webpack"); ok && from.Major < 17 && to.Major >= 17 && versionBelow(webpack.Version, "5.61.0") {
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

// versionBelow reports whether a version is certainly older than another.
func versionBelow(version, floor string) bool {
	_, err := semver.NPM.Parse(version)
	return err == nil && semver.NPM.Compare(version, floor) < 0
}
