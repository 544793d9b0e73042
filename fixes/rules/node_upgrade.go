package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
)

// This file knows what is not local about a new Node major: what the image no
// longer ships, which packages do not work on it, and what another npm makes of
// an old lockfile.

// upgradeBlocked returns why the stages that are built on a reference would not
// build or run on the new image, "" when nothing speaks against it.
func upgradeBlocked(p *fixes.Pass, ref *fixes.ImageRef, from, to image.Base) string {
	for _, stage := range stagesOn(p, ref) {
		c := p.Chain(stage)
		for _, tool := range []string{"yarn", "corepack"} {
			if ships(from, tool) && !ships(to, tool) && usesTool(p, stage, tool) {
				return fmt.Sprintf("images of Node %d have no %s any more, and this file uses it. Install it first", to.Major, tool)
			}
		}
		if pkg, at := unsteadyPackage(c); pkg != "" && from.Release == "" {
			return fmt.Sprintf("line %d installs %s, and whether the newer %s release of the image still has it under that name is not known", at.StartLine, pkg, distribution(to))
		}
		for _, i := range p.Installs(stage) {
			if reason := installBlocked(p, i, from, to); reason != "" {
				return reason
			}
		}
	}
	return ""
}

// stagesOn returns the stages whose image begins with the reference.
func stagesOn(p *fixes.Pass, ref *fixes.ImageRef) []*dockerfile.Stage {
	var out []*dockerfile.Stage
	for _, s := range p.File.Stages {
		if root := p.Chain(s).Root; root != nil && root.From == ref.At {
			out = append(out, s)
		}
	}
	return out
}

func ships(base image.Base, tool string) bool {
	if tool == "yarn" {
		return base.Ships.Yarn
	}
	return base.Ships.Corepack
}

// usesTool reports whether a stage runs a program that its own steps do not
// install, in a RUN, a script of package.json or its process.
func usesTool(p *fixes.Pass, stage *dockerfile.Stage, tool string) bool {
	c := p.Chain(stage)
	uses := false
	for _, cmd := range commandsOf(c) {
		args, _ := cmd.Args()
		if i, ok := node.ParseInstall(append([]string{cmd.Name()}, args...)); ok && i.Global && slices.Contains(i.Packages, tool) {
			return false
		}
		uses = uses || cmd.Name() == tool || cmd.Name() == tool+"pkg"
	}
	process := p.ProcessOf(stage)
	for _, word := range slices.Concat(process.Entrypoint.Words, process.Cmd.Words) {
		uses = uses || slices.Contains(strings.Fields(word), tool)
	}
	for _, i := range p.Installs(stage) {
		if i.Manifest != nil {
			for _, name := range sortedNames(i.Manifest.Scripts) {
				uses = uses || slices.Contains(strings.Fields(i.Manifest.Scripts[name]), tool)
			}
		}
	}
	return uses
}

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
	v, err := semver.NewVersion(version)
	return err == nil && v.LessThan(semver.MustParse(floor))
}

// upgradeNotes are what a person has to check after the move.
func upgradeNotes(p *fixes.Pass, old []*fixes.ImageRef, major int, to string) []string {
	notes := []string{fmt.Sprintf("Run the tests on Node %d: a new major may change what the program does.", major)}
	native := map[string]bool{}
	for _, ref := range old {
		for _, stage := range stagesOn(p, ref) {
			for _, i := range p.Installs(stage) {
				if lock, err := p.Repo.Lockfile(i.Lockfile); i.Lockfile != "" && err == nil && lock != nil {
					for _, pkg := range lock.InstallScripts() {
						native[pkg] = true
					}
				}
			}
		}
	}
	if names := sortedNames(native); len(names) > 0 {
		notes = append(notes, fmt.Sprintf("These packages run a script when they are installed and may compile for the new major: %s.", strings.Join(names[:min(len(names), 8)], ", ")))
	}
	if base := image.Classify(old[0].Ref); base.Release == "" && strings.Contains(to, ":") {
		notes = append(notes, fmt.Sprintf("%s is also on a newer %s release.", to, distribution(base)))
	}
	return notes
}
