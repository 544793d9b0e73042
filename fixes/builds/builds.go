// Package builds finds who builds a Dockerfile: compose services, bake targets, GitHub
// workflows and the pipelines of other services, scripts, Makefiles and their like, and
// else the Dockerfile's own folder.
//
// The answer is evidence, not proof: files are read leniently, a value that
// cannot be known is left out with a word in Build.Uncertain, and a malformed
// file is a Problem that stops no other. The package asks for files through a
// function and touches nothing else.
package builds

import (
	"fmt"
	"path"
	"slices"
)

// A Build is one way an image of this repository is built.
type Build struct {
	// Dockerfile is relative to the repository, "" when it is written inline.
	Dockerfile string
	// Context is relative to the repository, "." for the root.
	Context string
	// Target is the stage that is built, "" for the last.
	Target string
	// Args are the build arguments that are passed. A value that is not known
	// (taken from the environment) is "".
	Args map[string]string
	// Platforms are those asked for, as written.
	Platforms []string
	// Secrets are the ids of the build secrets that are passed.
	Secrets []string
	// Named are the names of further contexts. Where a Dockerfile names one of
	// them, no image of a registry is meant.
	Named []string
	// Standing says of which bake target or compose service one of them is the
	// image, or which image it is: "docker-image://acme/base".
	Standing map[string]string
	// Offline reports whether the steps of the build have no network.
	Offline bool
	// Tags are the image names given, as written.
	Tags []string
	// Pushed reports that the image is sent to a registry, as far as the file that
	// builds it says.
	Pushed bool

	// What compose says of the container that runs the image.
	Init        bool
	User        string
	Environment map[string]string
	// EnvFiles are the files that the container's variables are read from, in
	// the repository or only on somebody's machine.
	EnvFiles []string
	Ports    []string
	Volumes  []Volume
	// Rights are what the container gets beyond those of others, as written:
	// "privileged", a device of the host, a capability.
	Rights []string
	// HostNetwork reports that the container has the network of the host.
	HostNetwork bool
	// Command and Entrypoint override the image's; nil when they do not. A
	// single word may be a whole shell line, as compose allows.
	Command, Entrypoint []string
	// Workdir overrides the image's working directory, "" when it does not.
	Workdir string
	// Hooks are the commands that compose runs in the container when it has
	// started and before it stops, but for those that name a user of their own.
	Hooks [][]string
	// Syncs are the places in the container to which compose copies changed files while
	// people develop.
	Syncs []string
	// Healthcheck is the command of the service's own health check, in the form
	// of Command.
	Healthcheck []string

	// Runs are the other commands that the repository runs in the image.
	Runs []Run

	// Project is the name of the compose project, "" where it is not known.
	Project string
	// Service is the compose service, the bake target or the workflow job.
	Service string
	Source  Source
	// Uncertain says what could not be known, "" when all is known. It is a
	// clause: "the context is the variable CTX".
	Uncertain string
}

// A Volume is a mount of a compose service.
type Volume struct {
	// Source is a volume's name or a folder as written, "" when anonymous.
	Source string
	Target string
	// Bind reports whether Source is a folder of the host.
	Bind bool
	// ReadOnly reports that the container may not write to it.
	ReadOnly bool
	// Memory reports that it is a tmpfs, and Rights who it belongs to or its mode where
	// that is said. Without, it is root's, with the mode of the image's folder.
	Memory bool
	Rights string
	// Bare says why a volume holds nothing of the image's folder, which gives it its
	// owner else: an option of the mount, or a driver. "" for a volume like any other.
	Bare string
	// Path is the compose file that says so: a service may have it from another
	// file than that of its build.
	Path string
	// From is the service of that file whose container the mount is taken from, "" for
	// one of the service's own. One without a Target stands for the volumes of its image.
	From string
}

// A Source is where something was found.
type Source struct {
	Path string
	// Line counts from 1; 0 when the whole file is meant.
	Line int
	Kind Kind
}

func (s Source) String() string {
	if s.Line == 0 {
		return s.Path
	}
	return fmt.Sprintf("%s:%d", s.Path, s.Line)
}

// A Kind is the kind of file that builds.
type Kind string

// The kinds of source, from the most to the least telling.
const (
	Compose    Kind = "compose"
	Bake       Kind = "bake"
	Workflow   Kind = "workflow"
	Script     Kind = "script"
	Dockerfile Kind = "dockerfile" // nothing names it: its folder is assumed
)

// A Scanner is a step that scans images for vulnerabilities.
type Scanner struct {
	Name   string // "trivy", "grype", …
	Source Source
}

// A NodeVersion is a Node version that a workflow sets up.
type NodeVersion struct {
	Version string // as written: "20", "lts/*", "20.x"
	Source  Source
}

// An Error is a file that could not be read as what its name says.
type Error struct {
	Path    string
	Line    int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Message) }

// Evidence is what the repository says about its builds.
type Evidence struct {
	// Builds are sorted by Dockerfile, then by kind, path and line.
	Builds []Build
	// Unresolved are builds of something in this repository, or of a context
	// elsewhere, of which neither Dockerfile nor context could be known.
	// Uncertain says why.
	Unresolved   []Build
	Scanners     []Scanner
	NodeVersions []NodeVersion
	// Called are the workflows of other repositories that jobs call, of which
	// nothing says that they scan.
	Called   []string
	Problems []*Error
}

// Of returns the builds of one Dockerfile. When nothing names it, the result
// is a single build from its own folder, with Kind Dockerfile.
func (e *Evidence) Of(dockerfile string) []Build {
	var found []Build
	for _, b := range e.Builds {
		if b.Dockerfile == dockerfile {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return []Build{assumed(dockerfile)}
	}
	return found
}

// Contexts returns the contexts that the Dockerfile is built from, sorted and
// without repeats.
func (e *Evidence) Contexts(dockerfile string) []string {
	var contexts []string
	for _, b := range e.Of(dockerfile) {
		contexts = append(contexts, b.Context)
	}
	slices.Sort(contexts)
	return slices.Compact(contexts)
}

// Sharing returns the Dockerfiles that are built from the context, sorted and
// without repeats: what an edit of its ignore file concerns.
func (e *Evidence) Sharing(context string) []string {
	var files []string
	for _, b := range e.Builds {
		if b.Context == context && b.Dockerfile != "" {
			files = append(files, b.Dockerfile)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// assumed is the build of a Dockerfile that nothing names.
func assumed(dockerfile string) Build {
	return Build{Dockerfile: dockerfile, Context: path.Dir(dockerfile), Source: Source{Path: dockerfile, Kind: Dockerfile}}
}
