package fixes

import "github.com/moby/patternmatcher"

// Policy is what the owner of a repository wants of the rules. The zero value
// is the default policy.
type Policy struct {
	// Rules changes how single rules are treated.
	Rules map[string]RulePolicy
	// Requested are rules whose OnRequest fixes a person asked for.
	Requested map[string]bool
	// Skipped are rules that a person turned off for this pull request.
	Skipped map[string]bool
	// Declined are ids of findings that a person said no to.
	Declined map[string]bool
	// SafeOnly leaves out Review fixes that nobody asks for.
	SafeOnly bool
	// Base is about base images.
	Base BasePolicy
	// User is "name" (the default) or "numeric": how root-user writes USER.
	User string
	// Registries are further registries that are known to keep old digests,
	// as host or host/path prefixes.
	Registries []string
	// Digests is about digests.
	Digests DigestPolicy
	// Scope is "node" (the default) or "all": whether Dockerfiles without
	// Node are looked at.
	Scope string
	// Ignore are patterns (as in .dockerignore) of Dockerfiles to leave alone.
	Ignore []string
}

// BasePolicy is the part of the policy about base images.
type BasePolicy struct {
	// Variant is the image variant to move to: "slim", "alpine" or "" to stay.
	Variant string
}

// RulePolicy changes how one rule is treated.
type RulePolicy struct {
	Level    Level
	Severity Severity // 0: the rule's own
	Ignore   []string // patterns of paths where the rule is off
}

// Level says what is done with a rule's findings.
type Level string

const (
	LevelDefault Level = ""
	LevelOff     Level = "off"     // not looked for
	LevelAdvise  Level = "advise"  // reported, never fixed
	LevelFix     Level = "fix"     // fixed, OnRequest fixes too
	LevelRequest Level = "request" // fixed when a person asks
)

// level returns how the policy treats a rule.
func (p Policy) level(rule string) Level { return p.Rules[rule].Level }

// off reports whether a rule is not run on a path.
func (p Policy) off(rule, name string) bool {
	if p.level(rule) == LevelOff {
		return true
	}
	ignore := p.Rules[rule].Ignore
	if len(ignore) == 0 {
		return false
	}
	matched, err := patternmatcher.MatchesOrParentMatches(name, ignore)
	return err == nil && matched
}
