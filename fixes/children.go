package fixes

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A Child is an image that another Dockerfile of the plan builds on one of this
// file's, with a pass of that file.
type Child struct {
	*Pass
	Target *Target
}

// A born is a root stage that is built on an image which the repository makes.
type born struct {
	path  string
	stage int
	from  maker
}

// Children returns the images of other Dockerfiles that are certainly built on a
// stage's image, at any distance, in the order of the plan.
func (p *Pass) Children(stage *dockerfile.Stage) []Child {
	return p.children(stage, map[string]bool{p.File.Path: true})
}

func (p *Pass) children(stage *dockerfile.Stage, seen map[string]bool) (out []Child) {
	for _, b := range p.facts.run.bornOf(p, p.File.Path) {
		made := p.File.Stages[len(p.File.Stages)-1]
		if b.from.target != "" {
			made = p.File.StageByName(b.from.target)
		}
		file, err := p.Repo.Dockerfile(b.path)
		if made != stage || seen[b.path] || err != nil || b.stage >= len(file.Stages) {
			continue
		}
		other, root := p.of(file), file.Stages[b.stage]
		if other.Chain(root).Made == "" {
			continue
		}
		for _, t := range other.Targets() {
			if t.Chain.Root == root {
				out = append(out, Child{other, t})
			}
		}
		further := map[string]bool{b.path: true}
		for name := range seen {
			further[name] = true
		}
		for _, s := range file.Stages {
			if other.Chain(s).Root == root {
				out = append(out, other.children(s, further)...)
			}
		}
	}
	return out
}

// Starting returns the target as it would be with what a child starts and how that
// is run: a child that brings no files of its own runs those of the target.
func (t *Target) Starting(child *Target) *Target {
	out := *t
	out.worked, out.Builds = nil, child.Builds
	if child.Process.Cmd.At != nil {
		out.Process.Cmd = child.Process.Cmd
	}
	if child.Process.Entrypoint.At != nil {
		out.Process = child.Process
	}
	return &out
}

// bornOf returns the root stages of the plan's Dockerfiles that are built on an
// image which one of them makes. It is worked out once: no fix changes the name
// of an image that the repository makes.
func (r *run) bornOf(p *Pass, dockerfile string) []born {
	if r.born == nil {
		r.born = map[string][]born{}
		for _, name := range r.paths {
			file, err := r.repo.Dockerfile(name)
			if err != nil {
				continue
			}
			other := p.of(file)
			for _, s := range file.Stages {
				if parent, _ := other.parent(s); parent != nil {
					continue
				}
				if m, ok := other.makerOf(s); ok {
					m.path = path.Clean(m.path)
					r.born[m.path] = append(r.born[m.path], born{name, s.Index, m})
				}
			}
		}
	}
	return slices.Clone(r.born[dockerfile])
}
