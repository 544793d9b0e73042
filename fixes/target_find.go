package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

func (p *Pass) findTargets() []*Target {
	if len(p.File.Stages) == 0 {
		return nil
	}
	last := p.File.Stages[len(p.File.Stages)-1]
	named := map[*dockerfile.Stage][]builds.Build{}
	for _, b := range p.Context().Builds {
		stage := last
		if b.Target != "" {
			stage = p.File.StageByName(b.Target)
		}
		if stage != nil {
			named[stage] = append(named[stage], b)
		}
	}
	var out []*Target
	shipped := false
	for _, stage := range p.File.Stages {
		if bs, ok := named[stage]; ok {
			t := p.target(stage, bs)
			shipped = shipped || t.Dev == "" && t.Watches == "" && !p.handsFiles(stage, last)
			out = append(out, t)
		}
	}
	if _, ok := named[last]; !ok && !shipped {
		t := p.target(last, nil)
		if t.Dev != "" || t.Watches != "" {
			out = append(out, p.endsForProduction()...)
		}
		out = append(out, t)
	}
	return out
}

// endsForProduction returns the targets before the last stage that are made to
// be run: stages with a command which no other stage uses, and which are not for
// development. Where the last stage is, one of them is what is shipped.
func (p *Pass) endsForProduction() (out []*Target) {
	for _, stage := range p.File.Stages[:len(p.File.Stages)-1] {
		if !p.startsItself(stage) || p.used(stage) {
			continue
		}
		if t := p.target(stage, nil); t.Dev == "" && t.Watches == "" {
			out = append(out, t)
		}
	}
	return out
}

// used reports whether another stage is built from a stage, or takes files from
// it.
func (p *Pass) used(stage *dockerfile.Stage) bool {
	for _, other := range p.File.Stages {
		if other == stage {
			continue
		}
		if parent, others := p.parent(other); parent == stage || stage.Name != "" && slices.ContainsFunc(others, func(name string) bool { return strings.EqualFold(name, stage.Name) }) {
			return true
		}
		for _, i := range other.Instructions {
			for _, f := range i.Flags {
				if f.Name == "from" && p.File.StageRef(i, f.Value) == stage || f.Name == "mount" && stage.Name != "" && strings.Contains(f.Value, "from="+stage.Name) {
					return true
				}
			}
		}
	}
	return false
}

// handsFiles reports whether the last stage copies from another one: a stage that
// a build names is no end then, and the last one is shipped too.
func (p *Pass) handsFiles(stage, last *dockerfile.Stage) bool {
	return stage != last && slices.ContainsFunc(last.Instructions, func(i *dockerfile.Instruction) bool {
		from := i.Flag("from")
		return from != nil && p.File.StageRef(i, from.Value) == stage
	})
}
