package fixes

// First reports whether the pass's file is the first of the plan's Dockerfiles
// that makes a production image: the one where a remark about the whole
// repository stands.
func (p *Pass) First() bool {
	r := p.facts.run
	for _, name := range r.paths {
		if name == p.File.Path {
			return len(p.Production()) > 0
		}
		if r.policy.off(p.Rule.ID, name) {
			continue
		}
		file, err := r.repo.Dockerfile(name)
		if err != nil {
			continue
		}
		other := &Pass{Rule: p.Rule, File: file, Repo: p.Repo, Policy: p.Policy, Now: p.Now, ctx: p.ctx, resolver: p.resolver, facts: r.factsOf(file)}
		if other.inScope() && len(other.Production()) > 0 {
			return false
		}
	}
	return false
}
