package lean

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A System is a small image that a stage could be built on, and what may
// run in it. Whatever is not known to be there counts as missing.
type System struct {
	name     string // "the slim image"
	programs map[string]bool
	// libc is the C library of files that other stages may hand over.
	libc string
	// full reports that it is not lean at all: it has the tools that packages
	// compile with, and those that programs call.
	full bool
}

var (
	SlimSystem = &System{name: "the slim image", libc: "glibc", programs: project.WordSet(leanPrograms +
		` apt apt-get dpkg bash useradd groupadd usermod groupmod userdel groupdel perl update-ca-certificates`)}
	AlpineSystem = &System{name: "the Alpine image", libc: "musl", programs: project.WordSet(leanPrograms +
		` apk addgroup adduser deluser delgroup wget`)}
	FullSystem = &System{name: "the full Debian image", libc: "glibc", full: true, programs: project.WordSet(leanPrograms +
		` apt apt-get dpkg bash useradd groupadd usermod groupmod userdel groupdel perl update-ca-certificates git python3 make gcc g++ cc curl wget ssh unzip openssl`)}
)

// leanPrograms are in the slim and in the Alpine image, and take the options
// that Dockerfiles use alike.
const leanPrograms = `node nodejs npm npx corepack yarn yarnpkg sh cd mkdir rmdir rm cp mv chmod chown chgrp echo printf true false : test [ ls touch ln cat export unset set
	exec exit sleep date env id pwd dirname basename head tail sort uniq cut tr wc tee sed grep find xargs tar gzip gunzip mktemp command type which umask docker-entrypoint.sh`

// Lacks returns what the stage needs and the system may not have, "" when
// everything it does is known to work there.
func (s *System) Lacks(p *fixes.Pass, stage *dockerfile.Stage) string {
	c := p.Chain(stage)
	if len(c.Ambiguous) > 0 {
		return launch.ChosenStage(p, stage)
	}
	installed := map[string]bool{}
	for _, m := range c.Steps {
		for _, pkg := range launch.SystemPackages(m) {
			installed[pkg] = true // what the parent installs is here too
		}
		if m.Stage != stage {
			continue // the parent is looked at for itself
		}
		if reason := s.lacksFor(p, m, installed); reason != "" {
			return reason
		}
	}
	for _, i := range p.Installs(stage) {
		if reason := s.lacksForInstall(p, i, installed); reason != "" {
			return reason
		}
	}
	if reason := s.lacksForProgram(p, stage, installed); reason != "" {
		return reason
	}
	return s.lacksForOutside(p, stage, installed)
}

// lacksFor looks at one instruction.
func (s *System) lacksFor(p *fixes.Pass, m fixes.Moment, installed map[string]bool) string {
	switch m.Keyword {
	case "ONBUILD":
		return fmt.Sprintf("what ONBUILD at line %d runs is not known", m.StartLine)
	case "SHELL":
		if len(m.Args) > 0 && !s.has(m.Args[0].Text, installed) {
			return fmt.Sprintf("SHELL at line %d uses %s, which %s may not have", m.StartLine, m.Args[0].Text, s.name)
		}
	case "ENV", "ARG":
		if strings.Contains(m.Text, "/etc/ssl/") || strings.Contains(m.Text, "use-openssl-ca") {
			return fmt.Sprintf("line %d uses the system's certificates, which %s does not have", m.StartLine, s.name)
		}
	case "COPY", "ADD":
		return s.lacksForCopy(p, m)
	case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK":
		if s.libc != "glibc" && strings.Contains(m.Text, "/usr/share/zoneinfo") && !installed["tzdata"] {
			return fmt.Sprintf("line %d uses the system's time zones, which %s does not have", m.StartLine, s.name)
		}
		return s.lacksForCommand(p, m, installed)
	}
	return ""
}

// lacksForCopy: files that were made on another C library, or on one that is not known.
func (s *System) lacksForCopy(p *fixes.Pass, m fixes.Moment) string {
	c, ok := p.ReadCopy(m)
	if !ok || c.From == nil && !c.Outside {
		return ""
	}
	if c.Outside {
		return fmt.Sprintf("whether what line %d copies from another image runs on %s is not known", m.StartLine, s.name)
	}
	from := p.Chain(c.From)
	if from.Root == p.Chain(m.Stage).Root {
		return "" // it moves too
	}
	switch libc := from.Base.Libc(); {
	case libc == s.libc || !carriesNative(c):
	case libc == "":
		return fmt.Sprintf("whether what line %d copies, made on %s, runs on %s is not known", m.StartLine, from.Ref.Familiar(), s.name)
	default:
		return fmt.Sprintf("line %d copies files that were made on %s, and %s has another C library", m.StartLine, from.Ref.Familiar(), s.name)
	}
	for _, i := range p.Installs(c.From) {
		if reason := s.lacksForInstall(p, i, map[string]bool{}); reason != "" && carriesNative(c) {
			return reason
		}
	}
	return ""
}

func (s *System) has(program string, installed map[string]bool) bool {
	name := path.Base(program)
	return s.programs[name] || installed[name]
}

// misses reports whether a program of the full image is not there.
func (s *System) misses(program string, installed map[string]bool) bool {
	return !s.full && ToolOfFull[program] && !s.has(program, installed)
}
