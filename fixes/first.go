package fixes

import (
	"slices"

	"github.com/nodedock/nodedock/fixes/image"
)

// First reports whether the pass's file is the one where a remark about the
// whole repository stands: the first of the plan's Dockerfiles that makes a
// production image of Node or, where none does, the first that ships any image.
func (p *Pass) First() bool {
	for _, ships := range []func(*Pass) bool{
		func(p *Pass) bool { return len(p.Production()) > 0 },
		func(p *Pass) bool { return len(p.Shipped()) > 0 },
	} {
		if name, ok := p.firstFile(ships); ok {
			return name == p.File.Path
		}
	}
	return false
}

// Shipped returns the targets of files that are not for development, whatever
// their command: a watcher is in there by mistake, and Bun runs the same packages.
func (p *Pass) Shipped() []*Target {
	var out []*Target
	for _, t := range p.Targets() {
		if t.Dev == "" && (t.Node || t.Chain.Known && t.Chain.Base.Kind == image.OvenBun) {
			out = append(out, t)
		}
	}
	return out
}

// firstFile returns the first of the plan's Dockerfiles that the rule looks at
// and that has what is asked for.
func (p *Pass) firstFile(has func(*Pass) bool) (name string, ok bool) {
	r := p.facts.run
	for _, name := range r.paths {
		if r.policy.off(p.Rule.ID, name) {
			continue
		}
		file, err := r.repo.Dockerfile(name)
		if err != nil {
			continue
		}
		if other := p.of(file); other.inScope() && has(other) {
			return name, true
		}
	}
	return "", false
}

// MakesProduction reports whether another of the plan's Dockerfiles makes a production
// image of Node.
func (p *Pass) MakesProduction(name string) bool {
	if !slices.Contains(p.facts.run.paths, name) {
		return false
	}
	file, err := p.Repo.Dockerfile(name)
	return err == nil && len(p.of(file).Production()) > 0
}
