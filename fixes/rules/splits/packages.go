package splits

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// buildPackages are system packages that only a build needs, as long as the
// program starts no other programs.
var buildPackages = project.WordSet(`gcc g++ clang build-base build-essential make cmake musl-dev libc-dev libc6-dev linux-headers alpine-sdk autoconf automake libtool nasm
	python python2 python3 python-is-python3 py3-pip py3-setuptools python3-dev python3-setuptools python3-pip python3-distutils python-dev pkgconf pkg-config pkgconfig git patch file binutils ccache eudev-dev node-gyp`)

// placePackages decides which of the system packages that a RUN installs the
// shipped stage needs too.
func (s *Split) placePackages(m fixes.Moment, kind runKind) string {
	var building, running []string
	for _, pkg := range launch.SystemPackages(m) {
		switch {
		case strings.Contains(pkg, "$"):
			return s.unplaced(m, "which packages it installs is not certain")
		case buildPackages[pkg]:
			building = append(building, pkg)
		case strings.HasSuffix(pkg, "-dev"):
			return s.unplaced(m, fmt.Sprintf("which libraries the code that is compiled with %s needs at run time is not certain", pkg))
		default:
			running = append(running, pkg)
		}
	}
	if file := s.startsOthers(); file != "" {
		for _, pkg := range building {
			if !launch.CompilerPackages[pkg] {
				return s.unplaced(m, fmt.Sprintf("%s may start other programs, and whether it needs %s is not certain", file, pkg))
			}
		}
	}
	switch {
	case len(running) == 0:
		return ""
	case len(building) == 0 && kind == systemRun:
		if onlyRuns(running) {
			s.leaves(m.Instruction)
			return ""
		}
		return s.repeat(m)
	case launch.VersionedPackage(m) != "" || strings.Contains(m.Text, "repositor") || strings.Contains(m.Text, "sources.list"):
		return s.unplaced(m, fmt.Sprintf("%s is needed at run time, and how it is installed is not plain", launch.And(running)))
	case s.Target.Chain.Base.PackageManager == "apk":
		s.head = append(s.head, s.keyword("RUN")+" apk add --no-cache "+strings.Join(running, " "))
	default:
		install := "apt-get install -y "
		if strings.Contains(m.Text, "--no-install-recommends") { // what is recommended may be needed
			install += "--no-install-recommends "
		}
		s.head = append(s.head, s.keyword("RUN")+" apt-get update && "+install+strings.Join(running, " ")+" && rm -rf /var/lib/apt/lists/*")
	}
	return ""
}

// processPackages only start the program: no build uses them.
var processPackages = project.WordSet(`dumb-init tini catatonit su-exec gosu s6-overlay supervisor`)

func onlyRuns(packages []string) bool {
	return !slices.ContainsFunc(packages, func(pkg string) bool { return !processPackages[pkg] })
}

// leaves moves an instruction from the build stage to the head of the shipped
// one.
func (s *Split) leaves(i *dockerfile.Instruction) {
	s.left = append(s.left, i)
	span := s.withComments(i)
	s.head = append(s.head, strings.TrimRight(string(s.P.File.Src[span.Start:span.End]), "\r\n"))
}

// startsOthers returns a source file of the program that may start another
// program, "" when none does.
func (s *Split) startsOthers() string {
	dir := s.Target.Dir
	if s.Target.Manifest == nil {
		dir = path.Dir(s.P.File.Path)
	}
	for _, name := range s.P.Sources(dir) {
		if project.IsTooling(name) {
			continue
		}
		if found, err := s.P.Repo.Matches(name, lean.ChildProcess); err == nil && found {
			return name
		}
	}
	for _, script := range launch.AllScripts(s.P, s.Target) {
		if slices.ContainsFunc(strings.Fields(script.Src), func(w string) bool { return lean.ToolOfFull[w] }) {
			return script.Word
		}
	}
	return ""
}
