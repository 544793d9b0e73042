package fixes

import (
	"fmt"
	"slices"
)

// check runs one rule on one file and drops what is suppressed.
func (r *run) check(rule *Rule, name string) ([]Finding, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	if r.policy.off(rule.ID, name) {
		return nil, nil
	}
	file, err := r.repo.Dockerfile(name)
	if err != nil {
		return nil, err
	}
	pass := &Pass{Rule: rule, File: file, Repo: r.repo, Policy: r.policy, Now: r.now, ctx: r.ctx, resolver: r.resolver, facts: r.factsOf(file)}
	if !pass.inScope() {
		return nil, nil
	}
	err = guarded(rule, pass)
	if ctxErr := r.ctx.Err(); ctxErr != nil && (err != nil || r.repo.failed != nil) {
		return nil, ctxErr
	}
	if r.repo.failed != nil {
		return nil, r.repo.failed // also where the rule took the file for absent
	}
	if err != nil {
		r.skip(name, rule.ID, err.Error())
		return nil, nil
	}
	for _, a := range pass.aside {
		if !suppressed(file, rule, a.finding) {
			r.set(Skip{Path: name, Rule: rule.ID, Reason: a.reason, ID: r.id(a.finding)})
		}
	}
	pass.withhold()
	if r.policy.level(rule.ID) == LevelAdvise {
		pass.onlyAdvise()
	}
	return slices.DeleteFunc(pass.findings, func(f Finding) bool { return suppressed(file, rule, f) }), nil
}

// onlyAdvise makes advice of every fix: nobody can ask for one that the policy
// rules out.
func (p *Pass) onlyAdvise() {
	for n, f := range p.findings {
		if f.Fix != nil {
			p.findings[n].Fix = &Fix{Title: f.Fix.Title, Notes: f.Fix.Notes, Applicability: Advice}
		}
	}
}

// guarded runs the rule's check; a panic in it costs only this rule and file.
func guarded(rule *Rule, pass *Pass) (err error) {
	defer func() {
		if v := recover(); v != nil {
			pass.findings = nil
			err = fmt.Errorf("the rule stopped on this file: %v", v)
		}
	}()
	return rule.Check(pass)
}
