package policy

import (
	"time"

	"github.com/nodedock/nodedock/fixes"
)

// keys are the top-level keys of a policy file in the order of its schema. The
// parser, the schema and "nodedock config explain" are all made from it.
func keys(rules []string) []key {
	return []key{
		{"mode", "How far nodedock goes here: nothing at all, check runs only, or pull requests too.",
			enum(func(c *Config, v Mode) { c.Publishing.Mode = v }, ModeOff, ModeReport, ModePR)},
		{"rules", "How single rules are treated.", ruleTable(rules)},
		{"ignore", "Dockerfiles to leave alone, as patterns like those of .dockerignore.",
			list(pattern, func(c *Config, v []string) { c.Fixes.Ignore = v })},
		{"base", "About base images.", fields(
			key{"variant", "The image variant to move to.", enum(func(c *Config, v string) { c.Fixes.Base.Variant = v }, "slim", "alpine")})},
		{"user", "How a USER is written: by name, or as a number for Kubernetes' runAsNonRoot.",
			enum(func(c *Config, v string) { c.Fixes.User = v }, "name", "numeric")},
		{"registries", "Further registries, as host or host/path, that are known to keep old digests.",
			list(registry, func(c *Config, v []string) { c.registries = v })},
		{"scope", "Which Dockerfiles are looked at: those that run Node, or all.",
			enum(func(c *Config, v string) { c.Fixes.Scope = v }, "node", "all")},
		{"digests", "How pinned digests are kept fresh.", fields(digestKeys()...)},
		{"pull_requests", "Whether digest bumps travel in a pull request of their own (split) or with the fixes (single).",
			enum(func(c *Config, v string) { c.Publishing.Single = v == "single" }, "single", "split")},
		{"fail_on", "The least severity at which a check run fails.",
			enum(func(c *Config, v string) { c.Publishing.FailOn = severities[v] }, "error", "warning", "never")},
		{"suggestions", "Whether findings on others' pull requests come with suggested changes.",
			boolean(func(c *Config, v bool) { c.Publishing.Suggestions = v })},
		{"labels", "Labels of nodedock's pull requests.", list(name, func(c *Config, v []string) { c.Publishing.Labels = v })},
		{"reviewers", "People and teams (owner/team) who are asked to review.", list(reviewer, func(c *Config, v []string) { c.Publishing.Reviewers = v })},
		{"draft", "Whether pull requests are opened as drafts.", boolean(func(c *Config, v bool) { c.Publishing.Draft = v })},
		{"commit_prefix", "What stands before the subject of commits and titles, for example \"build: \".",
			text(func(c *Config, v string) { c.Publishing.CommitPrefix = v })},
		{"schedule", "How often a pull request is opened or updated at most.",
			enum(func(c *Config, v Schedule) { c.Publishing.Schedule = v }, Always, Daily, Weekly, Monthly)},
		{"forks", "Whether nodedock works here although the repository is a fork.",
			boolean(func(c *Config, v bool) { c.Publishing.Forks = v })},
	}
}

// digestKeys are the keys below "digests".
func digestKeys() []key {
	return []key{
		{"enabled", "Whether new digests of pinned images are proposed.", boolean(func(c *Config, v bool) { c.Publishing.Digests.Enabled, c.Fixes.Digests.Off = v, !v })},
		{"pin", "Whether images without a digest get one.", boolean(func(c *Config, v bool) { c.Publishing.Digests.Pin, c.Fixes.Digests.NoPins = v, !v })},
		{"min_age", "How long a new digest must have been stable, for example 72h or 7d.", duration(setMinAge)},
		{"schedule", "How often new digests are taken up at most: as soon as they are due, or on the first look of a UTC day, week or 30 days.",
			enum(setDigestSchedule, Always, Daily, Weekly, Monthly)},
		{"allow_registries", "The same as registries, for digests only.", list(registry, func(c *Config, v []string) { c.allowed = v })},
	}
}

// setMinAge takes "0h" as no minimum age at all, which the engine writes as a
// negative one.
func setMinAge(c *Config, age time.Duration) {
	c.Publishing.Digests.MinAge, c.Fixes.Digests.MinAge = age, age
	if age == 0 {
		c.Fixes.Digests.MinAge = -1
	}
}

func setDigestSchedule(c *Config, s Schedule) {
	c.Publishing.Digests.Schedule, c.Fixes.Digests.Period = s, s.Period()
}

// severities are the words for severities.
var severities = map[string]fixes.Severity{"info": fixes.Info, "warning": fixes.Warning, "error": fixes.Error}
