package fixes

// maxRounds bounds the fix-point. Rules settle in two or three rounds; more
// means that two of them undo each other, which the guards stop as well.
const maxRounds = 8

// settle applies fixes until a whole round changes nothing.
func (r *run) settle() error {
	for range maxRounds {
		changed := false
		for _, rule := range r.rules {
			for _, name := range r.paths {
				did, err := r.fix(rule, name)
				if err != nil {
					return err
				}
				changed = changed || did
			}
		}
		if !changed {
			return nil
		}
	}
	return nil
}

// fix applies what the rule offers for one file, one finding after another,
// each on the text that the one before left.
func (r *run) fix(rule *Rule, name string) (changed bool, err error) {
	for range maxStepsPerRule {
		findings, err := r.check(rule, name)
		if err != nil {
			return changed, err
		}
		did, err := r.fixFirst(rule, findings)
		if err != nil || !did {
			return changed, err
		}
		changed = true
	}
	return changed, nil
}

// maxStepsPerRule bounds how often one rule is applied to one file in a round.
const maxStepsPerRule = 100

// fixFirst applies the first fix that may be applied and keeps the guards.
func (r *run) fixFirst(rule *Rule, findings []Finding) (bool, error) {
	for _, f := range findings {
		if !r.applies(rule, f) || r.aside[asideKey(rule.ID, f.Path, f.Key)] {
			continue
		}
		broken, err := r.apply(rule, f, len(findings))
		if err != nil {
			return false, err
		}
		if broken == "" {
			return true, nil
		}
		r.aside[asideKey(rule.ID, f.Path, f.Key)] = true
		r.skip(f.Path, rule.ID, broken)
	}
	return false, nil
}

func asideKey(rule, path, key string) string { return rule + "\x00" + path + "\x00" + key }

// applies reports whether the policy lets the finding's fix be made.
func (r *run) applies(rule *Rule, f Finding) bool {
	if f.Fix == nil || f.Withheld != "" || r.policy.Skipped[rule.ID] {
		return false
	}
	switch level := r.policy.level(rule.ID); {
	case level == LevelAdvise, level == LevelOff:
		return false
	case level == LevelRequest && !r.policy.Requested[rule.ID]:
		return false
	}
	if r.policy.Declined[r.id(f)] && !r.policy.Requested[rule.ID] {
		return false
	}
	switch f.Fix.Applicability {
	case Safe:
		return true
	case Review:
		return !r.policy.SafeOnly || r.policy.Requested[rule.ID]
	case OnRequest:
		return r.policy.Requested[rule.ID] || r.policy.level(rule.ID) == LevelFix
	}
	return false
}
