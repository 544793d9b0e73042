package lean

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// This file knows what is not local about a new Node major: what the image no
// longer ships, which packages do not work on it, and what another npm makes of
// an old lockfile.

// UpgradeBlocked returns why the stages that are built on a reference would not
// build or run on the new image, "" when nothing speaks against it.
func UpgradeBlocked(p *fixes.Pass, ref *fixes.ImageRef, from, to image.Base) string {
	for _, stage := range StagesOn(p, ref) {
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

// StagesOn returns the stages whose image begins with the reference.
func StagesOn(p *fixes.Pass, ref *fixes.ImageRef) []*dockerfile.Stage {
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
	for _, cmd := range launch.CommandsOf(c) {
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
			for _, name := range project.SortedNames(i.Manifest.Scripts) {
				uses = uses || slices.Contains(strings.Fields(i.Manifest.Scripts[name]), tool)
			}
		}
	}
	return uses
}

// UpgradeNotes are what a person has to check after the move.
func UpgradeNotes(p *fixes.Pass, old []*fixes.ImageRef, major int, to string) []string {
	notes := []string{fmt.Sprintf("Run the tests on Node %d: a new major may change what the program does.", major)}
	for _, ref := range old {
		if was := image.Classify(ref.Ref).Major; was > major {
			notes = append(notes, fmt.Sprintf("Node %d is older than Node %d: the program must not need what came with the newer one.", major, was))
			break
		}
	}
	native := map[string]bool{}
	for _, ref := range old {
		for _, stage := range StagesOn(p, ref) {
			for _, i := range p.Installs(stage) {
				if lock, err := p.Repo.Lockfile(i.Lockfile); i.Lockfile != "" && err == nil && lock != nil {
					for _, pkg := range lock.InstallScripts() {
						native[pkg] = true
					}
				}
			}
		}
	}
	if names := project.SortedNames(native); len(names) > 0 {
		notes = append(notes, fmt.Sprintf("These packages run a script when they are installed and may compile for the new major: %s.", strings.Join(names[:min(len(names), 8)], ", ")))
	}
	if base := image.Classify(old[0].Ref); base.Release == "" && strings.Contains(to, ":") {
		notes = append(notes, fmt.Sprintf("%s is also on a newer %s release.", to, distribution(base)))
	}
	return notes
}
