package fixes

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// inScope reports whether the rule looks at the pass's file: Dockerfiles with a
// Node stage, and under the policy's scope "all" any Dockerfile for the rules
// of practice 1.
func (p *Pass) inScope() bool {
	if p.facts.node == unknown {
		p.facts.node = no
		if p.usesNode() {
			p.facts.node = yes
		}
	}
	return p.facts.node == yes || p.Policy.Scope == "all" && p.Rule.Practice == 1
}

// usesNode reports whether a stage is built on a Node image, runs Node's tools,
// or starts Node.
func (p *Pass) usesNode() bool {
	for _, stage := range p.File.Stages {
		if p.Chain(stage).Base.Node || len(p.Installs(stage)) > 0 || p.callsNode(stage) {
			return true
		}
	}
	for _, t := range p.Targets() {
		if t.Node {
			return true
		}
	}
	return false
}

// callsNode reports whether a RUN of the stage calls Node or a package manager.
func (p *Pass) callsNode(stage *dockerfile.Stage) bool {
	for _, i := range stage.Instructions {
		if !i.Is("RUN") {
			continue
		}
		for _, script := range i.Scripts(nil) {
			for _, c := range script.Commands {
				if len(c.Words) > 0 && c.Words[0].Literal && nodePrograms[path.Base(c.Words[0].Text)] {
					return true
				}
			}
		}
	}
	return false
}

// answer is a question's answer that may not have been worked out.
type answer int

const (
	unknown answer = iota
	yes
	no
)

// foreign reports whether the stages of a file run something else than a POSIX
// shell on Linux: Windows bases, PowerShell, cmd. Nothing is written there.
func (p *Pass) foreign() bool {
	if p.facts.foreign == unknown {
		p.facts.foreign = no
		for _, stage := range p.File.Stages {
			if p.Chain(stage).Base.OS == image.WindowsOS || foreignShell(stage) {
				p.facts.foreign = yes
			}
		}
	}
	return p.facts.foreign == yes
}

// foreignShell reports whether a SHELL of the stage is none that understands POSIX,
// itself or behind a program that starts it: PowerShell, cmd, fish, node, python.
func foreignShell(stage *dockerfile.Stage) bool {
	return slices.ContainsFunc(stage.Instructions, func(i *dockerfile.Instruction) bool {
		return i.Is("SHELL") && len(i.Args) > 0 && !slices.ContainsFunc(i.Args, func(w dockerfile.Word) bool { return posixShells[path.Base(w.Text)] })
	})
}

var posixShells = map[string]bool{"sh": true, "bash": true, "ash": true, "dash": true, "zsh": true, "ksh": true, "mksh": true, "busybox": true}

// withhold takes the fixes away from findings where nothing may be written.
func (p *Pass) withhold() {
	if !p.foreign() {
		return
	}
	for n := range p.findings {
		if p.findings[n].Fix != nil {
			p.findings[n].Fix = nil
			p.findings[n].Withheld = "nodedock writes nothing for Windows images and for shells other than POSIX ones"
		}
	}
}
