package fixes

import (
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// Beside returns the images that no build of the repository names and that
// somebody may build by --target: stages with a CMD or ENTRYPOINT of their own
// that are none of the targets, in the order of the file.
func (p *Pass) Beside() []*Target {
	if p.facts.beside == nil {
		p.facts.beside = []*Target{}
		for _, stage := range p.File.Stages {
			known := slices.ContainsFunc(p.Targets(), func(t *Target) bool { return t.Stage == stage })
			if !known && p.startsItself(stage) {
				p.facts.beside = append(p.facts.beside, p.target(stage, nil))
			}
		}
	}
	return p.facts.beside
}

// startsItself reports whether a stage has a CMD or ENTRYPOINT of its own.
func (p *Pass) startsItself(stage *dockerfile.Stage) bool {
	process := p.ProcessOf(stage)
	own := func(c Command) bool { return c.At != nil && c.At.Stage == stage }
	return own(process.Cmd) || own(process.Entrypoint)
}

// TakesOver returns the other images that start an instruction's command than
// one target's: the targets among them, the stages that nothing is made of, and
// the instruction's own stage as the last.
func (p *Pass) TakesOver(t *Target, command *dockerfile.Instruction) (out []*Target) {
	for _, stage := range slices.Backward(p.File.Stages) {
		process := p.ProcessOf(stage)
		if stage == t.Stage || process.Cmd.At != command && process.Entrypoint.At != command {
			continue
		}
		at := slices.IndexFunc(p.Targets(), func(other *Target) bool { return other.Stage == stage })
		switch {
		case at >= 0:
			out = append(out, p.Targets()[at])
		case stage == command.Stage || !p.used(stage):
			out = append(out, p.target(stage, nil))
		}
	}
	return out
}
